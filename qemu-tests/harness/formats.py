# SPDX-License-Identifier: GPL-2.0
"""File systems of every type that can be a root, made with the usual tools.

Those that can be made from a directory are made on the host. The others are made empty and filled by a
guest, since not every type has a tool for that and mounting needs root privileges. The kernel that
boots from such a file system has also written it.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import disks, guest, images
from harness.machines import MACHINES

SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"  # of mkfs, also if the user is not root
HERE = Path(__file__).resolve().parent
UUID = "01234567-89ab-cdef-0123-456789abcdef"
BLK = MACHINES["virtio-blk"].modules
NLS = ("nls_cp437", "nls_ascii")  # requested by VFAT, but no dependencies


@dataclass(frozen=True)
class Format:
    """`make` is a command; IMAGE is the file, TREE the directory from which it is made."""
    kernel: str
    make: str
    root: str           # root= that finds it
    megabytes: int = 0  # size of an image that is made empty
    module: str = None  # if it differs from the row's name


# About half with each kernel: the newest has no reiserfs, and Debian's 6.1 has no NTFS.
FORMATS = {
    "xfs": Format("newest", f"mkfs.xfs -q -m uuid={UUID} IMAGE", f"UUID={UUID.upper()}", 300),
    "btrfs": Format("newest", "mkfs.btrfs -q -L 'die grüne' IMAGE", "LABEL=die grüne", 128),
    "f2fs": Format("6.1", "mkfs.f2fs -q -l würzel IMAGE", "LABEL=würzel", 64),
    "vfat": Format("6.1", "mkfs.vfat -i 1234ABCD IMAGE", "UUID=1234-abcd", 16),
    "exfat": Format("newest", "mkfs.exfat -L würzel IMAGE", "LABEL=würzel", 16),
    "ntfs": Format("newest", "mkfs.ntfs -q -F -Q -L 'My Root' IMAGE", "LABEL=My Root", 16),
    "udf": Format("6.1", "mkudffs --media-type=hd --blocksize=512 -u 0123456789abcdef IMAGE",
                  "UUID=0123456789ABCDEF", 16),
    "nilfs2": Format("newest", "mkfs.nilfs2 -q -L nilfs IMAGE", "LABEL=nilfs", 130),
    "jfs": Format("6.1", "mkfs.jfs -q -L jfs IMAGE", "LABEL=jfs", 16),
    "reiserfs": Format("6.1", f"mkfs.reiserfs -q -f -u {UUID} IMAGE", f"UUID={UUID.upper()}", 40),
    "iso9660": Format("6.1", "xorriso -as mkisofs -quiet -r --modification-date=2026112204050607 "
                      "-o IMAGE TREE", "UUID=2026-11-22-04-05-06-07", module="isofs"),
    "erofs": Format("newest", f"mkfs.erofs --all-root -U {UUID} IMAGE TREE", f"UUID={UUID}"),
    # Has neither UUID nor LABEL.
    "squashfs": Format("newest", "mksquashfs TREE IMAGE -all-root -quiet -no-progress", "/dev/vda"),
}


def rows(kernel):
    return {name: row for name, row in FORMATS.items() if row.kernel == kernel.name}


def make_tree(tree):
    for name in disks.DIRS:
        (tree / name).mkdir(parents=True)
    shutil.copy(images.PROGRAMS / "testinit", tree / "sbin/init")


def make_empty(row, path, tree):
    """Makes the file system, with its content if it is made from the tree."""
    if row.megabytes:
        disks.empty(path, row.megabytes * disks.MIB)
    command = row.make.replace("IMAGE", f"'{path}'").replace("TREE", f"'{tree}'")
    subprocess.run(command, shell=True, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8", "PATH": SYSTEM_PATH})


def make_image(kernel, path):
    """An image with the modules of all formats; gangway.modules lists only those of the disk."""
    types = [row.module or name for name, row in rows(kernel).items()]
    configuration = path.with_suffix(".conf")
    configuration.write_text(f"gangway.modules= gangway.modules={BLK}\n")
    images.mkinitrd(kernel, path, "--modules", ",".join([BLK, *NLS, *types]),
                    "--config", configuration, "--busybox", "none")


# ---- filling them --------------------------------------------------------------------------------

def fill(kernel, image, directory, names):
    """Makes a guest copy the tree to the file systems of these names in the directory. It runs from the
    image, whose modules the kernel requests."""
    filler = directory / "filler.image"
    shutil.copy(image, filler)
    images.add_tree(filler, directory / "tree", "tree")
    images.add_file(filler, "bin/busybox", Path("/bin/busybox").read_bytes(), 0o755)
    images.add_file(filler, "sbin/fill", (HERE / "fill.sh").read_bytes(), 0o755)
    files = [file for name in names for file in (directory / name, *directory.glob(f"{name}-*"))]
    options = [part for file in files for part in guest.lasting_disk_options(file, file.name)]
    words = f"gangway.stay init=/sbin/fill panic=-1 -- {' '.join(names)}"
    with guest.Guest(kernel, filler, words, options) as machine:
        filled = machine.facts()["filled"]
        machine.wait_end()
    assert filled == names


def make(kernel, directory):
    """A directory with the rows of that kernel, made and filled, and the image."""
    shutil.rmtree(directory, ignore_errors=True)  # leftovers of an earlier try
    directory.mkdir()
    make_tree(directory / "tree")
    make_image(kernel, directory / "image")
    for name, row in rows(kernel).items():
        make_empty(row, directory / name, directory / "tree")
    fill(kernel, directory / "image", directory,
         [name for name, row in rows(kernel).items() if row.megabytes])
