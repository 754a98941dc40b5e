# SPDX-License-Identifier: GPL-2.0
"""System.map installed by a boot: the content of the disks before and after.

A case is data. In its paths, links and messages, {R} stands for the kernel's release.
"""

import functools
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import disks, guest, images, roots
from harness.machines import WALL
from harness.maps import STUB, move_one_function

BOOT, MODULES = "boot/System.map-{R}", "lib/modules/{R}/System.map"
STAMP = f"{MODULES}.gangway"
DIRS = {"boot/.keep": b"", "lib/modules/{R}/.keep": b""}
INSTALLED = {BOOT: "right", MODULES: "right"}
NO_FILE = ONCE = None

BOOT_MEGABYTES = 16
BUSYBOX = Path("/bin/busybox")
DISK = disks.Disk("ext4", "install", "11111111-2222-4333-8444-0000000000b0", 32)

# Real inits with additional actions.
SCRIPTS = {
    # The real init loads the modules that /init did not load before the mount.
    "sbin/later": """for module in /modules/*; do /bin/busybox insmod $module 2>/dev/null; done
/bin/busybox mount -o remount,rw /; /bin/busybox mount -a""",
    "sbin/patient": "/bin/busybox sleep 660",
    # Two waits: for a root that becomes writable on a busy processor, and for /boot on an idle one.
    "sbin/busy": """r=$(/bin/busybox uname -r)
echo testinit: busy begins >/dev/kmsg
/bin/busybox mount -o remount,rw /
until [ -e /lib/modules/$r/System.map ]; do i=$(echo 1); done
for module in /modules/*; do /bin/busybox insmod $module 2>/dev/null; done
echo testinit: idle begins >/dev/kmsg
/bin/busybox mount -a
until [ -e /boot/System.map-$r ]; do /bin/busybox sleep 1; done""",
    "sbin/profile": """r=$(/bin/busybox uname -r)
until [ -e /boot/System.map-$r ]; do i=$(echo 1); done
i=0
while [ $i -lt 300 ]; do i=$((i + $(echo 1))); done
/usr/sbin/readprofile >/dev/ttyS1
echo end= >/dev/ttyS1""",
    # --map: the running kernel is not examined; --no-hw: nor is the processor.
    "sbin/checker": """r=$(/bin/busybox uname -r)
until [ -e /boot/System.map-$r ]; do i=$(echo 1); done
/bin/busybox --install -s /bin
PATH=/bin
/usr/bin/spectre-meltdown-checker --no-color --no-hw --variant 4 --map /boot/System.map-$r >/dev/ttyS1
echo end= >/dev/ttyS1""",
}


def says(what, *paths):
    return tuple(f"/{path}: {what}" for path in paths)


@dataclass(frozen=True)
class Case:
    """`before` and `after` map a path of the root to a name in World.contents, to bytes, to
    "-> TARGET" of a link, or to NO_FILE. `says` are all messages about maps at the first
    boot, `again` at the next, which changes nothing; ONCE: there is no second boot."""
    before: dict
    after: dict
    says: tuple
    words: str = "rw"
    again: tuple = ()
    boot: dict = None  # content of the second disk afterwards
    fstype: str = ""   # of the second disk
    disk: disks.Disk = DISK


# ---- the root, and a separate /boot ------------------------------------------------------------

def root_files():
    scripts = {path: f"#!/bin/busybox sh\n{commands}\nexec /sbin/init\n".encode()
               for path, commands in SCRIPTS.items()}
    return {"sbin/init": roots.testinit(), "bin/busybox": BUSYBOX.read_bytes(), **scripts}


def program_files(program):
    """A program and its libraries, by path."""
    paths = (program, *roots.libraries(program))
    return {path.lstrip("/"): Path(path).read_bytes() for path in paths}


def what_lies(image, path):
    """The entry at a path of an ext image, in the form used by cases."""
    file = disks.read(image, path)
    return file and (file.target or file.content)


NEEDS = {"vfat": ("nls_cp437", "nls_iso8859-1", "fat", "vfat")}
MAKE = {
    "ext2": ("/sbin/mke2fs", "-q", "-F", "-t", "ext2"),
    "vfat": ("/sbin/mkfs.vfat",),
}


def make_boot(path, fstype):
    with open(path, "wb") as image:
        os.truncate(image.fileno(), BOOT_MEGABYTES << 20)
    subprocess.run([*MAKE[fstype], path], check=True, stdout=subprocess.DEVNULL)


def read_ext2(image, path):
    disks.settle(image)
    return what_lies(image, path)


def read_vfat(image, path):
    found = subprocess.run(["mcopy", "-i", image, f"::{path}", "-"], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL)
    return None if found.returncode else found.stdout


READ = {"ext2": read_ext2, "vfat": read_vfat}


def make_image(kernel, path, system_map):
    """An image with the modules for these roots."""
    modules = "virtio_pci,virtio_blk,ext4,vfat,nls_cp437,nls_iso8859-1"
    images.mkinitrd(kernel, path, "--modules", modules, "--busybox", "none",
                    "--system-map", system_map)


def when(log, text):
    """The guest's seconds at which a line of its kernel log was written."""
    line, = [line for line in log if text in line]
    return float(re.search(r"\[ *(\d+\.\d+)\]", line)[1])


# ---- before and after ----------------------------------------------------------------------------

@functools.cache
def hash_of(content):
    """FNV-1a, 64 bits, as in the manifest (sysmap/digest.h)."""
    value = 0xcbf29ce484222325
    for byte in content:
        value = (value ^ byte) * 0x100000001b3 & 0xffffffffffffffff
    return value


class World:
    """One kernel's disks before and after boots."""

    def __init__(self, kernel, image, right, directory):
        self.kernel, self.image = kernel, image
        self.root, self.boot = directory / "root.disk", directory / "boot.disk"
        old = move_one_function(right)
        entries = "".join(f"ours {len(old)} 1 {hash_of(old):016x} /{path}\n"
                          for path in (BOOT, MODULES))
        self.contents = {"right": right, "old": old, "stub": STUB,
                         "stamp": self.name(f"version 1\nbuild-id 00\n{entries}").encode()}

    def name(self, text):
        return text.format(R=self.kernel.release)

    def content(self, content):
        """In the form of disks.Disk: bytes, or a link's target."""
        if isinstance(content, str) and content.startswith("-> "):
            return self.name(content[3:])
        return self.contents.get(content, content)

    def dirs(self):
        return {self.name(path): content for path, content in DIRS.items()}

    def modules(self, case):
        """The modules for the file system of the second disk, in load order."""
        names = NEEDS.get(case.fstype, ())
        return {f"modules/{i}-{name}": next(self.kernel.modules.rglob(f"{name}.ko")).read_bytes()
                for i, name in enumerate(names)}

    def make(self, case):
        files = {self.name(path): self.content(content) for path, content in case.before.items()}
        case.disk.make(self.root, {**root_files(), **files, **self.modules(case)})
        if case.fstype:
            make_boot(self.boot, case.fstype)

    def check(self, case):
        """Checks the content of the disks after the boot."""
        disks.settle(self.root)
        for path, content in case.after.items():
            assert what_lies(self.root, self.name(path)) == self.content(content), path
        for path, content in (case.boot or {}).items():
            read = READ[case.fstype]
            assert read(self.boot, self.name(path)) == self.content(content), path

    def files(self, *paths):
        return [disks.read(self.root, self.name(path)) for path in paths]

    def machine(self, case, clock=WALL):
        disk = guest.lasting_disk_options(self.root, "root")
        if case.fstype:
            disk += guest.lasting_disk_options(self.boot, "boot")
        return guest.Guest(self.kernel, self.image, f"root=/dev/vda {case.words}",
                           disk, clock)

    def boots(self, case, clock=WALL):
        """Boots, and returns gangway's messages about maps, sorted by path: paths that have to wait are
        reported later."""
        with self.machine(case, clock) as machine:
            facts = machine.facts()
            assert machine.wait_end() == "guest-shutdown"
        assert "process" not in facts
        lines = [line.partition("gangway: ")[2] for line in facts["log"]]
        return sorted(line for line in lines if line.startswith("/") and "System.map" in line)

    def messages(self, lines):
        """The messages of a case, for this kernel."""
        return sorted(map(self.name, lines))
