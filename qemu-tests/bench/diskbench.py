# SPDX-License-Identifier: GPL-2.0
"""The part of `make bench` for many disks: the cost of each, compared with the floor.

The root is on the last disk of a bus; the others are empty, which makes probing most expensive, since
every format is tried. Both figures include the kernel's own time. The floor waits until the kernel
has found all disks, and is given the slot of its root.
"""

import statistics
import sys

from harness import guest
from harness.guest import log_time
from harness.machines import COUNTED

BUS = "virtio-scsi"
RUNS = 3
COUNTS = (1, 16, 64, 256)
DISK_LIMIT = 3.0     # ms per disk, beyond the floor's
GROWTH_LIMIT = 1.5   # what a disk takes among the most, against among a quarter of them: linear
                     # is 1, quadratic 4, and that of the kernel alone is 1.4


def boot(kernel, image, disk, words, count):
    """Guest seconds from the start of /init to the first act of the real init."""
    words = f"{words} floor=/sys/bus/scsi/devices/0:0:{count - 1}:0/block"
    with guest.Guest(kernel, image, words, guest.bus_options(disk, count),
                     clock=COUNTED) as machine:
        log = machine.facts()["log"]
    return log_time(log, "testinit: begin") - log_time(log, "Run /init")


def measure(kernel, images, disk, words):
    """{init: {count: seconds of each run}}"""
    seconds = {name: {count: [] for count in COUNTS} for name in images}
    for count in COUNTS:
        for _ in range(RUNS):
            for name, image in images.items():
                seconds[name][count].append(boot(kernel, image, disk, words, count))
                print(f"bench: {count} disks, {name}: {seconds[name][count][-1]:.3f} s",
                      file=sys.stderr)
    return seconds


def a_disk(seconds, count):
    """The time of each disk after the first, in ms."""
    grown = statistics.median(seconds[count]) - statistics.median(seconds[COUNTS[0]])
    return grown / (count - COUNTS[0]) * 1000


def over_floor(seconds, count):
    return a_disk(seconds["gangway"], count) - a_disk(seconds["floor"], count)


def row(seconds, count):
    figures = "".join(f"{statistics.median(times):10.3f} s   {min(times):.3f} to {max(times):.3f} s"
                      for times in (seconds[name][count] for name in ("gangway", "floor")))
    return f"{count:5}{figures}" + (f"{over_floor(seconds, count):12.2f} ms" if count > 1 else "")


def targets(seconds):
    """The promised figures for the largest number of disks: name, value, limit."""
    quarter, most = COUNTS[-2:]
    yield f"{most} disks: ms per disk, beyond the floor's", over_floor(seconds, most), DISK_LIMIT
    yield (f"ms per disk, of {most} / of {quarter}",
           a_disk(seconds["gangway"], most) / a_disk(seconds["gangway"], quarter), GROWTH_LIMIT)


def run(kernel, images, disk, words):
    """Measures and prints; returns the number of limits that are exceeded."""
    seconds = measure(kernel, images, disk, words)
    print(f"\nDisks on one bus, {BUS}: medians of {RUNS} runs\n")
    print(f"disks{'gangway':>10} {'spread':>17}{'floor':>12} {'spread':>17}   more per disk")
    for count in COUNTS:
        print(row(seconds, count))
    print()
    missed = 0
    for name, figure, limit in targets(seconds):
        print(f"{name:42} {figure:8.2f}   at most {limit:6.2f}   "
              f"{'OK' if figure <= limit else 'over'}")
        missed += figure > limit
    return missed
