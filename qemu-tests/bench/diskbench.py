# SPDX-License-Identifier: GPL-2.0
"""The part of `make bench` for many disks: the cost of each, compared with the floor.

The root is on the last disk of a bus; the others are empty, which makes probing most expensive, since
every format is tried. Both figures include the kernel's own time. The floor waits until the kernel
has found all disks, and is given the slot of its root.
"""

from harness import guest
from harness.contest import RUNS, WORDS, Terms
from harness.guest import log_time
from harness.machines import COUNTED

from boots import find_kernel
from cost import say
from initrds import LISTED

BUS = "virtio-scsi"
COUNTS = (1, 16, 64, 256)
NAMES = LISTED[:2]


def boot(kernel, image, disk, count):
    """Guest seconds from the start of /init to the first act of the real init."""
    words = f"{WORDS} floor=/sys/bus/scsi/devices/0:0:{count - 1}:0/block"
    with guest.Guest(kernel, image, words, guest.bus_options(disk, count),
                     clock=COUNTED) as machine:
        log = machine.facts()["log"]
    return log_time(log, "testinit: begin") - log_time(log, "Run /init")


def a_disk(figures, name, count):
    """The time of each disk after the first, in ms."""
    least, most = (min(figures[name][str(number)]) for number in (COUNTS[0], count))
    return (most - least) / (count - COUNTS[0]) * 1000


def run(initrds, disk):
    """{init: {count: seconds of each run}}; counts are strings, as in JSON"""
    kernel = find_kernel("6.1")
    seconds = {name: {str(count): [] for count in COUNTS} for name in NAMES}
    for count in COUNTS:
        for _ in range(RUNS):
            for name in NAMES:
                image = initrds.get(kernel, name, Terms(BUS)).path
                seconds[name][str(count)].append(boot(kernel, image, disk, count))
                say(f"{count} disks, {name}: {seconds[name][str(count)][-1]:.3f} s")
    return seconds
