# SPDX-License-Identifier: GPL-2.0
"""Initramfs images: gangway's, made by mkinitrd, and hand-made ones."""

import gzip
import subprocess
from pathlib import Path

BUILD = Path(__file__).resolve().parents[2] / "build"
PROGRAMS = BUILD / "qemu-tests"


class ImageError(Exception):
    pass


def mkinitrd_command(kernel, path, *options):
    return [BUILD / "mkinitrd", "--force", "--init", BUILD / "init",
            "--rootdir", kernel.root, *options, path, kernel.release]


def mkinitrd(kernel, path, *options):
    """gangway's image for that kernel at `path`; `options` as those of mkinitrd, whose output is
    returned."""
    made = subprocess.run(mkinitrd_command(kernel, path, *options), capture_output=True, text=True)
    if made.returncode:
        raise ImageError(made.stderr.strip())
    return made.stdout


def newc(name, mode, data=b"", device=(0, 0)):
    """One entry of a cpio archive in the format that the kernel reads (initramfs buffer format)."""
    name = name.encode() + b"\0"
    fields = (0, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name), 0)
    entry = b"070701" + b"".join(b"%08X" % field for field in fields) + name
    entry += bytes(-len(entry) % 4) + data
    return entry + bytes(-len(entry) % 4)


def append(image, *entries):
    """Adds to an image as boot loaders do: by appending an archive."""
    with open(image, "ab") as out:
        out.write(bytes(-out.tell() % 4))
        out.write(gzip.compress(b"".join(entries) + newc("TRAILER!!!", 0), 1))


def add_file(image, name, data, mode=0o644):
    append(image, newc(name, 0o100000 | mode, data))


def add_tree(image, directory, name):
    """Adds a directory under that name, with its directories and files."""
    append(image, newc(name, 0o40755), *(
        newc(f"{name}/{path.relative_to(directory)}", path.stat().st_mode,
             b"" if path.is_dir() else path.read_bytes()) for path in sorted(directory.rglob("*"))))


def initramfs(init, files=()):
    """An uncompressed archive with /init, its directories, a console, and `files`:
    pairs of a name and its content."""
    parts = [newc(directory, 0o40755) for directory in ("dev", "proc", "root", "sys")]
    parts.append(newc("dev/console", 0o20600, device=(5, 1)))
    parts.append(newc("init", 0o100755, Path(init).read_bytes()))
    parts += [newc(name, 0o100644, data) for name, data in files]
    parts.append(newc("TRAILER!!!", 0))
    return b"".join(parts)
