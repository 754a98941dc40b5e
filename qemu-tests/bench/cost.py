# SPDX-License-Identifier: GPL-2.0
"""The cost of making an image: elapsed time, processor time, memory, and its size."""

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from harness import images

# GNU time, since the memory of a process that Python starts includes Python's own.
TIME = ("/usr/bin/time", "-q", "-f", "%e %U %S %M")


@dataclass(frozen=True)
class Cost:
    wall: float
    work: float  # CPU seconds of all programs: the same on a busy machine
    memory: int  # KiB of the largest program
    size: int    # bytes of the image


def as_root(*command):
    """Runs a command as root, with sudo if necessary."""
    prefix = () if os.geteuid() == 0 else ("sudo",)
    made = subprocess.run([*prefix, *map(str, command)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if made.returncode:
        raise images.ImageError(f"{' '.join(map(str, command))}: {made.stdout[-2000:]}")


def plainly(*command):
    made = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    if made.returncode:
        raise images.ImageError(f"{' '.join(map(str, command))}: {made.stdout[-2000:]}")


def cost_of(path, command, run=plainly):
    """The cost of a command that writes the image to `path`."""
    with tempfile.NamedTemporaryFile("r") as figures:
        run(*TIME, "-o", figures.name, *command)
        wall, user, system, memory = figures.read().split()
    return Cost(float(wall), float(user) + float(system), int(memory), path.stat().st_size)


def median(costs):
    return Cost(statistics.median(cost.wall for cost in costs),
                statistics.median(cost.work for cost in costs),
                max(cost.memory for cost in costs), costs[-1].size)


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
