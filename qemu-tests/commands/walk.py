#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""`make walk`: boots an initramfs and a RAM disk, and prints the stages of each boot as they pass: the
kernel's function or gangway's step, its file, and the line that it logs."""

import sys
import tempfile
from pathlib import Path

from harness import guest, images, kernels, maps, stages
from harness.roots import DISKS, ROOT_FILES

DISK = DISKS["ext3"]
ROOT = f"LABEL={DISK.label}"


def walk(kernel, name, directory):
    way = stages.WAYS[name]
    print(f"\n{name}: {way.words.format(root=ROOT)}\n", flush=True)
    with stages.boot(kernel, way, ROOT, directory / "image", directory / "disk") as machine:
        for stage, line in stages.follow(way, ROOT, machine):
            print(f"  {stage.where:20} {stage.file:26} {line}", flush=True)
        machine.wait_end()


def main():
    kernel = maps.small_kernel("small", maps.build_small("small"))
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        DISK.make(directory / "disk", {path: make() for path, make in ROOT_FILES["ext3"].items()})
        for name in stages.WAYS:
            walk(kernel, name, directory)


if __name__ == "__main__":
    try:
        main()
    except (kernels.KernelError, images.ImageError, guest.GuestError) as error:
        sys.exit(f"walk: {error}")
