# SPDX-License-Identifier: GPL-2.0
"""A machine with a root and other file systems on separate disks, which keep their changes."""

from pathlib import Path

from harness import disks, guest
from harness.machines import MACHINES, device

BLK = "virtio_pci,virtio_blk,ext4"
WORDS = "root=LABEL=root panic=-1"
NAMES = ("root", "usr", "local", "other")
DISKS = {name: disks.Disk("ext4", name, f"11111111-2222-4333-8444-0000000000d{number}")
         for number, name in enumerate(NAMES)}
# Replaces systemd, on /usr; the shell is on the root.
REPORT = b"""#!/bin/busybox sh
echo running on /usr
/bin/busybox mount | /bin/busybox sed 's/^/mounted: /'
/bin/busybox poweroff -f
"""
LINK = {"sbin/init": "../usr/lib/systemd/systemd"}


def busybox():
    return {"bin/busybox": Path("/bin/busybox").read_bytes()}


class Machine:
    """The image, and disks that keep their changes."""

    def __init__(self, kernel, image, directory):
        self.kernel, self.image, self.directory = kernel, image, directory
        self.options = {}

    def disk(self, name, files, bus="virtio-blk", directories=()):
        path = self.directory / name
        tree = self.directory / f"{name}.tree"
        for directory in directories:
            (tree / directory).mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            disks.put(tree / file, content)
        if name == "root":
            for directory in disks.DIRS:
                (tree / directory).mkdir(parents=True, exist_ok=True)
        DISKS[name].make_from(path, tree)
        self.add(name, path, bus)

    def add(self, name, path, bus="virtio-blk"):
        drive = ("-drive", f"if=none,id={name},format=raw,cache=unsafe,file={path}")
        self.options[name] = (*MACHINES[bus].controller, *drive,
                              *device(f"{MACHINES[bus].disk},drive={name},serial={name}"))

    def root(self, fstab=None, files=LINK, directories=("usr",)):
        fstab = {} if fstab is None else {"etc/fstab": fstab.encode()}
        self.disk("root", {**busybox(), **files, **fstab}, directories=directories)

    def usr(self, **options):
        self.disk("usr", {"lib/systemd/systemd": REPORT}, directories=("local",), **options)

    def start(self, words="", modules=BLK):
        options = [word for name in self.options.values() for word in name]
        return guest.Guest(self.kernel, self.image, f"{WORDS} gangway.modules={modules} {words}",
                           options)

    def boot(self, words="", modules=BLK):
        """The console, up to the end."""
        with self.start(words, modules) as machine:
            machine.wait_end()
            return machine.console.text


def check_mounted(console, point, fstype, options):
    """The options of the mount at that point."""
    lines = [line for line in console.splitlines() if f" on {point} type " in line]
    assert len(lines) == 1, console
    assert f" type {fstype} (" in lines[0]
    found = set(lines[0].rpartition("(")[2].rstrip(")").split(","))
    assert set(options) <= found, lines[0]
