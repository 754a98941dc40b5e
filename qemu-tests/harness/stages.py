# SPDX-License-Identifier: GPL-2.0
"""The three ways from the kernel to the real init, and the lines of the console that show them.

docs/walk.md describes them. The functions are those of Linux 6.1.
"""

import re
from dataclasses import dataclass

from harness import guest, images


@dataclass(frozen=True)
class Stage:
    where: str  # a function of the kernel, or a step of gangway
    file: str
    line: str   # part of the line of the console


@dataclass(frozen=True)
class Way:
    words: str     # {root} is the root device
    options: tuple  # of mkinitrd
    stages: tuple


def kernel(function, file, line):
    return Stage(f"{function}()", file, line)


def step(name, file, line=""):
    return Stage(f"step {name}", file, f"gangway: {line or f'step {name}'}")


NOT_INITRAMFS = kernel("populate_rootfs", "init/initramfs.c", "looks like an initrd")
LOADED = kernel("initrd_load", "init/do_mounts_initrd.c", "RAMDISK: gzip image found")
ON_RAM0 = kernel("mount_root", "init/do_mounts.c", "VFS: Mounted root (ext2 filesystem)")
STEPS = (step("drivers", "init/boot/drivers.c"),  # gangway.debug is read before
         step("root", "init/root/root.c"),
         step("mount", "init/root/mount.c"))
REAL_INIT = (step("switch", "init/switch/switch.c"),
             step("init", "init/switch/init.c", "starting /sbin/init on {root} (/dev/sda, ext3, "),
             Stage("the real init", "/sbin/init of the root", "testinit: begin"))

WAYS = {
    "an initramfs": Way("root={root}", (), (
        kernel("populate_rootfs", "init/initramfs.c", "Trying to unpack rootfs image as initramfs"),
        kernel("run_init_process", "init/main.c", "Run /init as init process"),
        *STEPS, *REAL_INIT)),
    "/linuxrc on a RAM disk": Way("root={root}", ("--format", "ext2"), (
        NOT_INITRAMFS, LOADED,
        kernel("handle_initrd", "init/do_mounts_initrd.c", "using deprecated initrd support"),
        ON_RAM0, *STEPS,
        step("linuxrc", "init/root/linuxrc.c", "root={root} is /dev/sda, which the kernel mounts"),
        kernel("mount_root", "init/do_mounts.c", "VFS: Mounted root (ext2 filesystem) readonly on device 8:0"),
        kernel("handle_initrd", "init/do_mounts_initrd.c", "Unmounting old root"),
        kernel("run_init_process", "init/main.c", "Run /sbin/init as init process"))),
    "a RAM disk as root": Way("root=/dev/ram0 gangway.root={root}", ("--format", "ext2"), (
        NOT_INITRAMFS, LOADED, ON_RAM0,
        kernel("run_init_process", "init/main.c", "Run /sbin/init as init process"),
        *STEPS, *REAL_INIT)),
}


def follow(way, root, machine):
    """Each stage and its line of the console, when it has passed; in this order."""
    after = 0
    for stage in way.stages:
        after = machine.wait_console(stage.line.format(root=root), after)
        machine.wait_console("\n", after)
        console = machine.console.text
        yield stage, console[console.rfind("\n", 0, after) + 1:console.index("\n", after)]


def boot(kernel_, way, root, image, disk):
    """A guest that takes this way; the root is on an LSI SCSI disk. The size of the RAM disk is the
    one that mkinitrd prints."""
    printed = images.mkinitrd(kernel_, image, *way.options, "--modules", "sym53c8xx,sd_mod,ext4",
                              "--compress", "gzip", "--busybox", "none")
    size = "".join(re.findall(r"ramdisk_size=\d+", printed))
    words = f"{way.words.format(root=root)} {size} gangway.debug panic=-1"
    return guest.Guest(kernel_, image, words, guest.disk_options(disk, "lsi"))
