#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""`make bench`: gangway compared with the floor (harness/contest.py), and what follows in the other
files here. One guest runs at a time.
"""

import statistics
import subprocess
import sys

from harness import guest, images, kernels
from harness.contest import (BETTER_FLOOR, CONTESTS, DISK, RUNS, Terms, WORDS, make_contest,
                             make_disk, measure)

import diskbench
import mapbench
import toolbench

INIT_LIMIT = 96 * 1024   # bytes: text and data of build/init
IMAGE_LIMIT = 68 * 1024  # bytes that gangway's image may be larger than the floor's: /init and the
# helper that installs System.map, of at most 96 and 32 KiB, compressed, and the configuration


# ---- the table -----------------------------------------------------------------------------------

def init_size():
    """text + data of build/init"""
    sizes = subprocess.run(["size", images.BUILD / "init"], check=True,
                           capture_output=True, text=True).stdout.splitlines()[1].split()
    return int(sizes[0]) + int(sizes[1])


def time_row(contest, name, seconds):
    return (f"{contest:20} {name:9} {statistics.median(seconds):8.3f} s   "
            f"{min(seconds):.3f} to {max(seconds):.3f} s")


def targets(contests):
    """The promised figures: name, value, limit."""
    for contest in contests:
        yield f"{contest.name}: time, gangway / floor", contest.ratio(), contest.terms.limit
    yield "build/init: text and data, bytes", init_size(), INIT_LIMIT
    for contest in contests:
        if not contest.terms.options:
            yield f"{contest.name}: image, bytes beyond the floor's", contest.growth, IMAGE_LIMIT


def report(kernel, contests):
    print(f"Debian {kernel.release}, QEMU TCG, one processor, -icount; root on {DISK.fstype}; "
          f"{RUNS} runs\n")
    print(f"{'':20} {'':9} {'median':>10}   spread")
    for contest in contests:
        for name, seconds in contest.seconds.items():
            print(time_row(contest.name, name, seconds))
    print()
    missed = 0
    for name, figure, limit in targets(contests):
        digits = ".3f" if isinstance(limit, float) else "d"
        print(f"{name:42} {figure:8{digits}}   at most {limit:6{digits}}   "
              f"{'OK' if figure <= limit else 'over'}")
        missed += figure > limit
    return missed


def main():
    directory = images.BUILD / "bench"
    directory.mkdir(parents=True, exist_ok=True)
    kernel = kernels.kernel("6.1")
    disk = directory / "disk.img"
    make_disk(disk)
    contests = [make_contest(kernel, name, terms, directory) for name, terms in CONTESTS.items()]
    for contest in contests:
        measure(kernel, contest, disk)
    missed = report(kernel, contests)
    many = make_contest(kernel, "disks", Terms(diskbench.BUS, 1), directory)
    del many.images[BETTER_FLOOR]
    missed += diskbench.run(kernel, many.images, disk, WORDS)
    missed += toolbench.run(kernel, directory, disk, WORDS)
    return missed + mapbench.run(kernel, directory) > 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (kernels.KernelError, images.ImageError, guest.GuestError) as error:
        sys.exit(f"bench: {error}")
