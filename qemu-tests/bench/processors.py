# SPDX-License-Identifier: GPL-2.0
"""The part of `make bench` for two processors, by wall clock, since -icount runs one at a time: pairs of
boots in turn, and the ratio of each pair. Only on an idle machine."""

import statistics
import time
from dataclasses import replace

from harness.contest import boot
from harness.machines import WALL

from boots import CASES, find_kernel
from cost import say

CASE = "Debian 6.1, virtio-blk"
PAIRS = 15
IDLE = 0.95  # the share of the processors' time


def idle_share(seconds=5):
    """The share of this machine's time in which it is idle, while nothing is measured."""
    def times():
        with open("/proc/stat", encoding="ascii") as stat:
            return [int(word) for word in stat.readline().split()[1:]]
    before = times()
    time.sleep(seconds)
    spent = [after - earlier for earlier, after in zip(before, times())]
    return (spent[3] + spent[4]) / sum(spent)


def run(initrds, disk):
    share = idle_share()
    if share < IDLE:
        say(f"two processors: not measured, since the machine is busy ({share:.0%} idle)")
        return {"idle": share}
    case = CASES[CASE]
    kernel = find_kernel(case.kernel)
    terms = replace(case.terms, options=("-smp", "2"))
    ratios, seconds = [], {"gangway": [], "floor": []}
    for number in range(PAIRS):
        for name in list(seconds)[::-1 if number % 2 else 1]:
            image = initrds.get(kernel, name, terms).path
            seconds[name].append(boot(kernel, name, image, terms, disk, clock=WALL).init)
        ratios.append(seconds["gangway"][-1] / seconds["floor"][-1])
        say(f"two processors, pair {number + 1}: {ratios[-1]:.3f}")
    return {"idle": share, "ratios": ratios,
            "gangway": statistics.median(seconds["gangway"]),
            "floor": statistics.median(seconds["floor"])}
