#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""`make boot`: Debian's kernel, an LSI SCSI disk with ext3, and a BusyBox userland.

At a terminal, the boot ends in the shell of the real root. Without a terminal, the userland checks
itself and powers off, and the exit status is the result.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from harness import disks, guest, images, kernels
from harness.machines import MACHINES

HERE = Path(__file__).resolve().parent
BUSYBOX = Path("/bin/busybox")
BUS = "lsi"
DISK = disks.Disk("ext3", "gangway-root", "b5f7a5d0-6f8e-4f57-a1f6-0c9d5f0c2e31", megabytes=32)
WORDS = f"root=LABEL={DISK.label} ro"


def stage(text):
    print(f"boot: {text}", flush=True)


def make_userland(tree):
    """A root with BusyBox, links for all its applets, and the files of userland/."""
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(HERE.parent / "userland", tree)
    for directory in disks.DIRS:
        (tree / directory).mkdir(exist_ok=True)
    shutil.copy(BUSYBOX, tree / "bin/busybox")
    applets = subprocess.run([BUSYBOX, "--list-full"], check=True, capture_output=True, text=True)
    for name in map(tree.joinpath, applets.stdout.split()):
        name.parent.mkdir(parents=True, exist_ok=True)
        if not name.exists():
            name.symlink_to("/bin/busybox")


def prepare():
    """The kernel, the disk, and the image."""
    directory = images.BUILD / "boot"
    directory.mkdir(parents=True, exist_ok=True)
    kernel = kernels.kernel("6.1")
    stage(f"kernel: Debian's {kernel.release}")
    make_userland(directory / "userland")
    DISK.make_from(directory / "disk.img", directory / "userland")
    stage(f"disk: {DISK.fstype}, LABEL={DISK.label}, BusyBox")
    modules = f"{MACHINES[BUS].modules},{DISK.fstype}"
    images.mkinitrd(kernel, directory / "initrd.img", "--modules", modules)
    size = (directory / "initrd.img").stat().st_size
    stage(f"initrd: {size // 1024} KiB with {modules} and their dependencies")
    return kernel, directory / "initrd.img", guest.disk_options(directory / "disk.img", BUS)


def at_a_terminal(kernel, image, options):
    """Executes QEMU, with its serial port on the terminal."""
    stage("the machine starts; poweroff, or ctrl-a x, ends it\n")
    command = guest.command(kernel, image, WORDS, ["-serial", "mon:stdio", *options])
    os.execvp(command[0], command)


def by_itself(kernel, image, options):
    """Boots, prints the results of the userland's checks, and returns the exit status."""
    stage(f"the machine starts, with {WORDS}")
    with guest.Guest(kernel, image, f"{WORDS} boot_check=1 panic=-1", options) as machine:
        machine.wait(lambda: "\nend\n" in machine.port.text, "the check's end")
        machine.wait_end()
    lines = machine.port.text.splitlines()[:-1]
    print("\n".join(lines))
    arrival = [found for line in lines if (found := re.search(r"gangway: starting /sbin/init on .*", line))]
    if not arrival or any(line.startswith("not ok") for line in lines):
        stage("the requested root was not mounted")
        return 1
    print(arrival[-1].group())
    return 0


def main():
    machine = prepare()
    if sys.stdin.isatty() and sys.stdout.isatty():
        at_a_terminal(*machine)
    return by_itself(*machine)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (kernels.KernelError, images.ImageError, guest.GuestError) as error:
        sys.exit(f"boot: {error}")
