# SPDX-License-Identifier: GPL-2.0
"""Disks for the guests, made without root privileges; root owns the files on them."""

import os
import re
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DIRS = ("dev", "proc", "sys", "run", "tmp", "etc", "bin", "sbin")
MIB = 1 << 20


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.symlink_to(content)
        return
    path.write_bytes(content)
    path.chmod(0o644 if path.name == "noexec" else 0o755)


@contextmanager
def tree_of(files):
    """A directory with DIRS and `files`: {path: content, or a str: the target of a symbolic link}. All files
    are executable, except those named `noexec`."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        tree.chmod(0o755)
        for directory in DIRS:
            (tree / directory).mkdir()
        for name, content in files.items():
            put(tree / name, content)
        yield tree


def empty(path, size):
    with open(path, "wb") as image:
        os.truncate(image.fileno(), size)


def erst_options(path):
    """QEMU's options for ERST, the table of ACPI in which the kernel keeps the log of a panic; it lasts in that
    file."""
    empty(path, 64 << 10)
    return ("-object", f"memory-backend-file,id=erst,mem-path={path},size=64K,share=on",
            "-device", "acpi-erst,memdev=erst")


def make_hibernated(path, label):
    """Swap space with the kernel's mark of a hibernated system at the end of its first page
    (kernel/power/swap.c, 6.1: HIBERNATE_SIG)."""
    mark = b"S1SUSPEND\0"
    empty(path, MIB)
    subprocess.run(["/sbin/mkswap", "-q", "-p", "4096", "-L", label, path], check=True)
    with open(path, "r+b") as image:
        image.seek(4096 - len(mark))
        image.write(mark)


@dataclass(frozen=True)
class Disk:
    """A file system on a whole disk."""
    fstype: str
    label: str
    uuid: str
    megabytes: int = 16
    sector = 512

    def make(self, path, files):
        """An image at `path` with the files of tree_of()."""
        with tree_of(files) as tree:
            self.make_from(path, tree)

    def make_from(self, path, tree):
        """An image of a directory, at `path`."""
        empty(path, self.megabytes * MIB)
        self.mke2fs(path, tree, 0)

    def mke2fs(self, path, tree, start):
        """The file system at `start` of an image; with fakeroot, all files belong to root."""
        blocks = () if self.sector == 512 else ("-b", str(self.sector))  # at least one sector
        subprocess.run(["fakeroot", "/sbin/mke2fs", "-q", "-F", "-t", self.fstype, *blocks,
                        "-L", self.label, "-U", self.uuid, "-d", tree, "-E", f"offset={start}",
                        path, f"{self.megabytes}M"], check=True)


@dataclass(frozen=True)
class Table(Disk):
    """A disk with a partition table, and the file system on one of the partitions."""
    table: str = ""     # in sfdisk's format
    at: int = 0         # MiB: start of the partition
    disk: int = 0       # MiB: size of the disk
    sector: int = 512   # bytes
    spoilt: int = None  # a damaged sector

    def make_from(self, path, tree):
        empty(path, self.disk * MIB)
        self.make_table(path)
        self.mke2fs(path, tree, self.at * MIB)
        if self.spoilt is not None:
            with open(path, "r+b") as image:
                image.seek(self.spoilt * self.sector)
                image.write(b"\xff" * self.sector)

    def make_table(self, path):
        """Uses fdisk, which has an option for the sector size; it loads sfdisk's format."""
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as script:
            script.write(self.table)
            script.flush()
            subprocess.run(["/sbin/fdisk", "-b", str(self.sector), "-w", "always", path],
                           input=f"I\n{script.name}\nw\n", text=True, check=True,
                           stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"})


# ---- reading them --------------------------------------------------------------------------------

@dataclass(frozen=True)
class File:
    """The entry at a path: a file with its content, or a symbolic link with its target."""
    mode: int
    owner: tuple
    mtime: float
    content: bytes
    target: str


def settle(path):
    """Replays the journal of an ext image, as the next boot would; any other repair is a failure."""
    checked = subprocess.run(["/sbin/e2fsck", "-fp", path], stdout=subprocess.PIPE, text=True)
    if checked.returncode & ~1:
        raise AssertionError(checked.stdout)


def debugfs(image, request):
    return subprocess.run(["/sbin/debugfs", "-R", request, image], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def read(image, path):
    """The file at that path of an ext image with a replayed journal; None: missing."""
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
    """The entries of a directory of an ext image with a replayed journal."""
    listing = debugfs(image, f"ls -p /{path}").decode()
    return {line.split("/")[5] for line in listing.splitlines() if line} - {".", ".."}
