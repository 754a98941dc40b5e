# SPDX-License-Identifier: GPL-2.0
"""The part of `make bench` for System.map, with one of Debian's kernels.

The time of the step sysmap if the manifest is valid is read from gangway's boot record. Alternate boots
with and without the step show that it does not delay the real init; they are timed from the mounted
root on, since the time of the kernel's probing and module linking varies by some ms.
maps.c, alone in a guest, times the work of the helper: verifying a map, and rebuilding one from the
running kernel. Guest time is counted in instructions.
"""

import json
import time

from harness import disks, guest, images, kernels, maps
from harness.machines import COUNTED, MACHINES

RUNS = 3
DISK = disks.Disk("ext4", "gangway-maps", "5a0c7f4e-9a57-4f0e-8c39-4d2f6a1b7e91", 32)
MODULES = f"{MACHINES['virtio-blk'].modules},ext4"
WORDS = f"root=LABEL={DISK.label} rw quiet"


STEP, AUTO, OFF, VERIFIED, GENERATED, UNPACKED = FIGURES = (
    "the step sysmap, manifest right",
    "root to real init, gangway.sysmap=auto",
    "root to real init, gangway.sysmap=off",
    "verifying a map, in the guest",
    "generating a map, in the guest",
    "a map from a vmlinuz, seconds of the host",
)


# ---- the boots -----------------------------------------------------------------------------------

def disk_with_map(kernel, image, path):
    """A root with an installed map."""
    release = kernel.release
    DISK.make(path, {"sbin/init": (images.PROGRAMS / "testinit").read_bytes(),
                     f"boot/System.map-{release}": maps.STUB, f"lib/modules/{release}/.keep": b""})
    with guest.Guest(kernel, image, WORDS, guest.lasting_disk_options(path, "root")) as machine:
        machine.facts()
        machine.wait_end()
    return path


def boot(kernel, image, disk, word):
    """Guest seconds from the mounted root to the real init, and of the step sysmap."""
    options = guest.disk_options(disk, "virtio-blk")
    with guest.Guest(kernel, image, f"{WORDS} {word}", options, clock=COUNTED) as machine:
        facts = machine.facts()
    assert not any("System.map" in line for line in facts["log"]), "the manifest was not right"
    steps = {step["name"]: step for step in json.loads("".join(facts["boot"]))["steps"]}
    return ((int(facts["began"][0]) - steps["mount"]["ended"]) / 1e6,
            (steps["sysmap"]["ended"] - steps["sysmap"]["began"]) / 1e6)


def measure_boots(kernel, directory, figures):
    image, disk = directory / "maps.image", directory / "maps.disk"
    images.mkinitrd(kernel, image, "--modules", MODULES, "--busybox", "none")
    disk_with_map(kernel, image, disk)
    for _ in range(RUNS):
        for figure, word in ((AUTO, "auto"), (OFF, "off")):
            seconds, step = boot(kernel, image, disk, f"gangway.sysmap={word}")
            figures[figure].append(seconds)
            if word == "auto":
                figures[STEP].append(step)


# ---- the work of the helper ----------------------------------------------------------------------

def measure_maps(kernel, directory, figures):
    image = directory / "maps.cpio"
    for _ in range(RUNS):
        began = time.monotonic()
        right = maps.sysmap("from-vmlinuz", kernel.vmlinuz)
        figures[UNPACKED].append(time.monotonic() - began)
        image.write_bytes(images.initramfs(images.PROGRAMS / "maps", [("right.map", right)]))
        with guest.Guest(kernel, image, "quiet", clock=COUNTED) as machine:
            facts = machine.facts()
        assert facts["right"] == ["yes: all symbols match the kernel"], facts
        figures[VERIFIED].append(int(facts["right-us"][0]) / 1e6)
        figures[GENERATED].append(int(facts["rebuilt-us"][0]) / 1e6)


def run(initrds, _disk):
    """{figure: seconds of each run}"""
    kernel = kernels.kernel("6.1")
    figures = {name: [] for name in FIGURES}
    measure_boots(kernel, initrds.directory, figures)
    measure_maps(kernel, initrds.directory, figures)
    return figures
