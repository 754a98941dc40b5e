# SPDX-License-Identifier: GPL-2.0
"""Disks for the guests, made without root rights; root owns what lies on them."""

import os
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("dev", "proc", "sys", "run", "tmp", "etc", "bin", "sbin")


PARTITION_START = 1 << 20
SECTOR = 512


def mbr(start, size):
    """The first sector of a disk with one Linux partition; its CHS fields say: see the LBA ones."""
    chs = b"\xfe\xff\xff"
    entry = struct.pack("<B3sB3sII", 0, chs, 0x83, chs, start // SECTOR, size // SECTOR)
    return bytes(446) + entry + bytes(48) + b"\x55\xaa"


def put(place, content):
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        place.symlink_to(content)
        return
    place.write_bytes(content)
    place.chmod(0o644 if place.name == "noexec" else 0o755)


@dataclass(frozen=True)
class Disk:
    fstype: str
    label: str
    uuid: str
    megabytes: int = 16
    partitioned: bool = False  # the file system is on the first partition of an MBR disk

    def make(self, path, files):
        """An image at `path`. `files` is what it holds beside FOLDERS: {path: bytes, or a str: the
        target of a symbolic link}; all of it may be executed but what is named `noexec`."""
        with tempfile.TemporaryDirectory() as scratch:
            tree = Path(scratch)
            tree.chmod(0o755)
            for folder in FOLDERS:
                (tree / folder).mkdir()
            for name, content in files.items():
                put(tree / name, content)
            self.make_from(path, tree)

    def make_from(self, path, tree):
        """An image at `path` of a folder; mke2fs keeps owners, so fakeroot gives them to root."""
        start = PARTITION_START if self.partitioned else 0
        with open(path, "wb") as image:
            if self.partitioned:
                image.write(mbr(start, self.megabytes << 20))
            os.truncate(image.fileno(), start + (self.megabytes << 20))
        subprocess.run(["fakeroot", "/sbin/mke2fs", "-q", "-F", "-t", self.fstype,
                        "-L", self.label, "-U", self.uuid, "-d", tree, "-E", f"offset={start}",
                        path, f"{self.megabytes}M"], check=True)
