#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""`make embedded`: the embedded system of examples/embedded, with a data partition and a watchdog.

    embedded.py [ARCHITECTURE]      by Debian's names: amd64, arm64

The data partition, build/embedded/ARCHITECTURE/data.img, is kept, so that the application counts its
starts. Without a terminal, the system is switched off when the application has started.
"""

import os
import re
import subprocess
import sys

from harness import guest, images, kernels, permanent
from harness.architectures import ARCHITECTURES

LIMIT = 600  # seconds


def stage(text):
    print(f"embedded: {text}", flush=True)


def prepare(architecture):
    """The kernel, the image, and QEMU's options."""
    directory = images.BUILD / "embedded" / architecture
    directory.mkdir(parents=True, exist_ok=True)
    kernel = permanent.kernel(architecture)
    stage(f"kernel: Debian's {kernel.release} for {architecture}")
    image, data = directory / "root.img", directory / "data.img"
    permanent.make_image(kernel, image)
    stage(f"image: {image.stat().st_size} bytes with {', '.join(permanent.listed_modules())}")
    if not data.exists():
        permanent.make_data(data)
    return kernel, image, ("-device", "i6300esb", *guest.lasting_disk_options(data, "data"))


def at_a_terminal(kernel, image, options):
    """Executes QEMU, with its serial port on the terminal."""
    stage("the machine starts; poweroff, or ctrl-a x, ends it\n")
    command = guest.command(kernel, image, "quiet", ["-serial", "mon:stdio", *options])
    os.execvp(command[0], command)


def by_itself(kernel, image, options):
    """Boots, switches the machine off, and prints the time and what the application reports."""
    clock = ARCHITECTURES[kernel.architecture].clock
    with guest.Guest(kernel, image, "", options, clock, LIMIT) as machine:
        machine.wait_console("application: start ")
        machine.wait_console("Please press Enter")
        machine.type("\n")
        machine.ask("poweroff", "reboot: Power down")
        text = machine.console.text
    for line in ("gangway: watchdog: .*", "gangway: starting /sbin/init .*", "application: .*"):
        stage(re.search(line, text).group())


def main(architecture="amd64"):
    machine = prepare(architecture)
    if sys.stdin.isatty() and sys.stdout.isatty():
        at_a_terminal(*machine)
    by_itself(*machine)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (kernels.KernelError, images.ImageError, guest.GuestError, subprocess.CalledProcessError) as error:
        sys.exit(f"embedded: {kernels.error_text(error)}")
