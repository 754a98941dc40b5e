# SPDX-License-Identifier: GPL-2.0
"""The part of `make bench` for memory at the peak: the smallest machine that boots each image."""

from dataclasses import replace

from harness import guest
from harness.contest import boot
from harness.machines import WALL

from boots import CASES, exists, find_kernel
from cost import say
from initrds import LISTED

CASE = "Debian 6.1, virtio-blk"
LEAST, MOST, STEP = 32, 544, 2  # MiB
LIMIT = 90                      # seconds, after which a machine is too small


def boots(kernel, name, image, terms, disk, megabytes):
    terms = replace(terms, options=("-m", str(megabytes)), words="panic=-1")
    try:
        boot(kernel, name, image, terms, disk, clock=WALL, limit=LIMIT)
    except guest.GuestError:
        return False
    return True


def smallest(kernel, name, image, terms, disk):
    """MiB, by bisection."""
    small, enough = LEAST, MOST
    while enough - small > STEP:
        middle = (small + enough) // 2 // STEP * STEP
        if boots(kernel, name, image, terms, disk, middle):
            enough = middle
        else:
            small = middle
    say(f"{name}: {enough} MiB")
    return enough


def run(initrds, disk):
    case = CASES[CASE]
    kernel = find_kernel(case.kernel)
    names = [name for name in (*LISTED[:2], *case.others) if exists(kernel, name)]
    return {name: smallest(kernel, name, initrds.get(kernel, name, case.terms).path, case.terms, disk)
            for name in names}
