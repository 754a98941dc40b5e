# SPDX-License-Identifier: GPL-2.0
"""Every form of root= for a partition or its file system; disks made by fdisk.

The code is the same on every kernel. Both kernels are tested only if their data differs: Debian's 6.1
has no PARTUUID in /sys, the newest has.
"""

from dataclasses import dataclass

import pytest

from harness.boots import BLK, UUID, Boot, check_boot
from harness.roots import DISKS, PART, SIGNATURE

EACH = ("6.1", "newest")
FIRST, ROOT, LAST = (PART.format(number) for number in (1, 0xa2, 3))
PARTLABEL = "würzel \u2116 2"


@dataclass(frozen=True)
class Name:
    kernels: tuple
    boot: Boot


def gpt(root, *kernels, disk="gpt", more="", number=2):
    return Name(kernels, Boot(f'"root={root}" {more} {BLK}', (f"/dev/vda{number}", "ext4", "ro"),
                              disk=disk))


def mbr(root, number, *kernels, disk="logical"):
    return Name(kernels, Boot(f"root={root} {BLK}", (f"/dev/vda{number}", "ext4", "ro"), disk=disk))


NAMES = {
    "gpt-partuuid": gpt(f"PARTUUID={ROOT}", *EACH),
    "gpt-partuuid-case": gpt(f"PARTUUID={ROOT.upper()}", "6.1"),
    "gpt-partnroff": gpt(f"PARTUUID={FIRST}/PARTNROFF=1", "6.1"),
    "gpt-partnroff-back": gpt(f"PARTUUID={LAST}/PARTNROFF=-1", "newest"),
    "gpt-partlabel": gpt(f"PARTLABEL={PARTLABEL}", *EACH),
    "gpt-4096": gpt(f"PARTUUID={ROOT}", "newest", disk="gpt-4096"),
    # The kernel reads the backup header only with its parameter `gpt`.
    "gpt-backup": gpt(f"PARTLABEL={PARTLABEL}", "6.1", disk="gpt-backup", more="gpt"),
    "many-partuuid": gpt(f"PARTUUID={PART.format(128)}", "6.1", disk="gpt-many", number=128),
    "many-partlabel": gpt("PARTLABEL=part 128", "newest", disk="gpt-many", number=128),
    "mbr-partuuid": mbr(f"PARTUUID={SIGNATURE}-01", 1, *EACH, disk="mbr"),
    "mbr-logical": mbr(f"PARTUUID={SIGNATURE.upper()}-06", 6, "6.1"),
    "mbr-partnroff": mbr(f"PARTUUID={SIGNATURE}-05/PARTNROFF=1", 6, "newest"),
    "label-utf8": gpt(f"LABEL={DISKS['gpt'].label}", "newest"),
    # udev's names, without udev.
    "by-uuid": gpt(f"/dev/disk/by-uuid/{UUID['gpt'].upper()}", "newest"),
    "by-label": gpt("/dev/disk/by-label/" + DISKS["gpt"].label.replace(" ", r"\x20"), "6.1"),
    "by-partuuid": gpt(f"/dev/disk/by-partuuid/{ROOT}", "newest"),
    "by-partlabel": gpt("/dev/disk/by-partlabel/" + PARTLABEL.replace(" ", r"\x20"), "6.1"),
}


@pytest.mark.parametrize("kernel, name", [(kernel, name) for name, case in NAMES.items()
                                          for kernel in case.kernels], indirect=["kernel"])
def test_name(kernel, image, disk, name):
    check_boot(kernel, image, disk, NAMES[name].boot)
