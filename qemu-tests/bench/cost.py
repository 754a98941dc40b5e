# SPDX-License-Identifier: GPL-2.0
"""The cost of making an image: elapsed time, CPU time, and its size."""

import resource
import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    wall: float
    work: float  # CPU seconds of all programs: the same on a busy machine
    size: int


def processors():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def cost_of(path, make):
    """The cost of make(), which writes the image to `path`."""
    wall, work = time.monotonic(), processors()
    make()
    return Cost(time.monotonic() - wall, processors() - work, path.stat().st_size)


def median(costs):
    return Cost(statistics.median(cost.wall for cost in costs),
                statistics.median(cost.work for cost in costs), costs[-1].size)
