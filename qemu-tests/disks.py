# SPDX-License-Identifier: GPL-2.0
"""Disks for the guests, made without root rights; root owns what lies on them."""

import os
import re
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


# ---- reading them --------------------------------------------------------------------------------

@dataclass(frozen=True)
class File:
    """What lies at a path: a file and its content, or a symbolic link and its target."""
    mode: int
    owner: tuple
    mtime: float
    content: bytes
    target: str


def settle(path):
    """Replays the journal of an ext image, as the next boot would; more than that is a fault."""
    checked = subprocess.run(["/sbin/e2fsck", "-fp", path], stdout=subprocess.PIPE, text=True)
    if checked.returncode & ~1:
        raise AssertionError(checked.stdout)


def debugfs(image, request):
    return subprocess.run(["/sbin/debugfs", "-R", request, image], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def read(image, path):
    """The file at that path of an ext image that is settled; None: there is none."""
    about = debugfs(image, f"stat /{path}").decode()
    if not about:
        return None
    mode, user, group = (int(re.search(rf"{key}: +(\d+)", about).group(1), base)
                         for key, base in (("Mode", 8), ("User", 10), ("Group", 10)))
    seconds, parts = re.search(r"mtime: 0x(\w+)(?::(\w+))?", about).groups("0")
    target = re.search(r'link dest: "(.*)"', about)
    return File(mode, (user, group), int(seconds, 16) + (int(parts, 16) >> 2) / 1e9,
                b"" if target else debugfs(image, f"cat /{path}"),
                target.group(1) if target else "")


def names(image, path):
    """What lies in a folder of an ext image that is settled."""
    listing = debugfs(image, f"ls -p /{path}").decode()
    return {line.split("/")[5] for line in listing.splitlines() if line} - {".", ".."}
