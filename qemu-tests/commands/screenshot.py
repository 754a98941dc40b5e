#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""screenshot.py FILE.png [PARAMETER...]: the 80x25 screen of a failed boot.

By default the label in root= has a typo; the parameters follow it. The picture is taken when the shell
has started, or before the kernel panics.
"""

import sys
import tempfile
import time
from pathlib import Path

from harness import disks, guest, images, kernels
from harness.machines import MACHINES

BUS = "virtio-blk"
DISK = disks.Disk("ext4", "system", "b5f7a5d0-6f8e-4f57-a1f6-0c9d5f0c2e31", megabytes=32)
SCREEN = ("-device", "VGA", "-device", "nec-usb-xhci", "-device", "usb-kbd")
WORDS = "root=LABEL=sysem gangway.timeout=10 console=ttyS0 console=tty0"


def take(path, words, directory):
    kernel = kernels.kernel("6.1")
    DISK.make(directory / "disk.img", {})
    images.mkinitrd(kernel, directory / "initrd.img", "--modules",
                    f"{MACHINES[BUS].modules},{DISK.fstype}", "--busybox", "/bin/busybox")
    options = (*guest.disk_options(directory / "disk.img", BUS), *SCREEN)
    with guest.Guest(kernel, directory / "initrd.img", f"{WORDS} {' '.join(words)}",
                     options, limit=900) as machine:
        machine.wait(lambda: "rescue shell" in machine.console.text, "the end of the report")
        time.sleep(3)
        machine.qmp("screendump", filename=str(Path(path).resolve()), format="png")
        sys.stdout.write(machine.console.text)


def main(path, *words):
    with tempfile.TemporaryDirectory() as directory:
        take(path, words, Path(directory))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
