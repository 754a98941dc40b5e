# SPDX-License-Identifier: GPL-2.0
"""Boot loaders in QEMU: systemd-boot on an EFI system partition, Syslinux on a disk for the BIOS."""

import shutil
import subprocess
from pathlib import Path

import system
from harness import guest
from harness.machines import WALL

OVMF = Path("/usr/share/OVMF")
MIB = 1 << 20
ESP = "gangway-esp"  # the label; vfat has at most eleven characters
# Of entries; and of the partition in fstab, as Debian's installer mounts it.
WORDS = f"{system.WORDS} console=ttyS0 {WALL.words}"
OPTIONS = f"umask=0077,x-systemd.device-timeout={system.LIMIT}"
TYPE = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"


def run(*command, **options):
    subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL, **options)


def fill(path, start, megabytes, label, tree):
    """A FAT32 at that position of a file, with the content of a directory."""
    place = f"{path}@@{start}"
    run("mformat", "-i", place, "-F", "-T", megabytes * MIB // 512, "-v", label.upper(), "::")
    for entry in sorted(tree.iterdir()):
        run("mcopy", "-s", "-m", "-i", place, entry, "::/")


def make_esp(path, megabytes, tree):
    """A disk with a GPT, on it an EFI system partition with these files."""
    with path.open("wb") as file:
        file.truncate((megabytes + 2) * MIB)
    run("sfdisk", "--quiet", path, input=f"label: gpt\nstart=1MiB, size={megabytes}MiB, type={TYPE}\n", text=True)
    fill(path, MIB, megabytes, ESP, tree)


def make_bios_disk(path, megabytes, label, tree):
    """A FAT without a partition table, with the boot sector of Syslinux."""
    with path.open("wb") as file:
        file.truncate(megabytes * MIB)
    fill(path, 0, megabytes, label, tree)
    run("syslinux", "--install", path)


def disk(path, name, index):
    """QEMU's options for a disk from which the firmware boots in this order."""
    drive, device, text = guest.lasting_disk_options(path, name)[1:]
    return ("-drive", drive, device, f"{text},bootindex={index}")


class Firmware:
    """UEFI firmware with persistent variables."""

    def __init__(self, directory):
        self.variables = directory / "variables"
        shutil.copy(OVMF / "OVMF_VARS.fd", self.variables)

    @property
    def options(self):
        return ("-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={OVMF}/OVMF_CODE.fd",
                "-drive", f"if=pflash,unit=1,format=raw,file={self.variables}")
