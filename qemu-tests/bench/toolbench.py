# SPDX-License-Identifier: GPL-2.0
"""The part of `make bench` for mkinitrd: its run time and image sizes, compared with initramfs-tools
and dracut, and the boot time of an image with every driver.

A guest captures the machine for --host. The run time of programs is in seconds of the host, on all
its processors; the boot time is counted in guest instructions.
"""

import os
import shutil
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from harness import capture, guest, images, kernels
from harness.guest import log_time
from harness.machines import COUNTED

import peers
from cost import Cost, cost_of, median

RUNS = 3
BUSES = ("virtio-blk", "lsi")
LIMITS = {"--host": 0.3, "--generic": 5.0}  # seconds, on two idle processors
RATIO_LIMIT = 1.5                           # --generic / --host, from /init to the real init


def say(text):
    print(f"bench: {text}", file=sys.stderr)


# ---- building images -----------------------------------------------------------------------------

@dataclass(frozen=True)
class Image:
    path: Path
    cost: Cost


def make(kernel, path, kind, captured=None):
    options = {"--host": ("--machine", captured), "--generic": ("--generic",)}[kind]
    images.mkinitrd(kernel, path, *options, "--busybox", "none")


def make_image(kernel, kind, directory, captured=None):
    """The first run, which may have to unpack the kernel, is not measured."""
    path = directory / f"tool{kind}-{kernel.release}.image"
    costs = [cost_of(path, lambda: make(kernel, path, kind, captured)) for _ in range(RUNS + 1)]
    say(f"mkinitrd {kind} for {kernel.release}: "
        + ", ".join(f"{cost.wall:.2f} s" for cost in costs))
    return Image(path, median(costs[1:]))


# ---- the boots -----------------------------------------------------------------------------------

def take_capture(kernel, bus, image, directory):
    """The capture of the machine with that bus, after the image has booted."""
    root, to = directory / "captured.disk", directory / f"captured-{bus}"
    capture.DISK.make(root, capture.files())
    shutil.rmtree(to, ignore_errors=True)
    return capture.take(kernel, image, bus, root, to)


def boot(kernel, image, bus, disk, words):
    """Guest seconds from the start of /init to the first action of the real init."""
    with guest.Guest(kernel, image, words, guest.disk_options(disk, bus),
                     clock=COUNTED) as machine:
        log = machine.facts()["log"]
    return log_time(log, "testinit: begin") - log_time(log, "Run /init")


def boots(kernel, made, bus, disk, words):
    """{kind: guest seconds of each run}, in turn"""
    seconds = {kind: [] for kind in made}
    for _ in range(RUNS):
        for kind, image in made.items():
            seconds[kind].append(boot(kernel, image.path, bus, disk, words))
            say(f"{bus}, {kind}: {seconds[kind][-1]:.3f} s")
    return seconds


# ---- the table -----------------------------------------------------------------------------------

def result(figure, limit):
    return f"at most {limit:5.2f}   {'OK' if figure <= limit else 'over'}"


def report_cost(kernel, name, cost, limit=""):
    print(f"{kernel.release:20} {name:29}{cost.wall:8.2f} s{cost.work:8.2f} s{cost.size:11}   "
          f"{limit}".rstrip())


def report_image(kernel, kind, image, what=""):
    """Elapsed times are not asserted, since they depend on the host."""
    report_cost(kernel, f"mkinitrd {kind}{what}", image.cost,
                result(image.cost.wall, LIMITS[kind]))


def report_boots(bus, seconds):
    """The number of limits that are exceeded."""
    for kind, times in seconds.items():
        print(f"{bus:20} {kind:29}{statistics.median(times):8.3f} s   "
              f"{min(times):.3f} to {max(times):.3f} s")
    ratio = statistics.median(seconds["--generic"]) / statistics.median(seconds["--host"])
    print(f"{bus:20} {'--generic / --host':29}{ratio:8.3f}     {result(ratio, RATIO_LIMIT)}")
    return ratio > RATIO_LIMIT


def run(kernel, directory, disk, words):
    """Measures and prints; returns the number of limits that are exceeded."""
    print(f"\nmkinitrd: medians of {RUNS} runs, on the host's {os.cpu_count()} processors; "
          "the others: one run\n")
    print(f"{'':50}{'time':>8}  {'processors':>10}{'bytes':>9}")
    generic = make_image(kernel, "--generic", directory)
    newest = kernels.kernel("newest")
    report_image(newest, "--generic", make_image(newest, "--generic", directory))
    report_image(kernel, "--generic", generic)
    missed, hosts = 0, {}
    for bus in BUSES:
        captured = take_capture(kernel, bus, generic.path, directory)
        hosts[bus] = make_image(kernel, "--host", directory / f"captured-{bus}", captured)
        report_image(kernel, "--host", hosts[bus], f", {bus}")
    for name, cost in peers.make_all(kernel).items():
        report_cost(kernel, name, cost)
    print("\nFrom /init to the real init, in guest instructions\n")
    for bus in BUSES:
        made = {"--host": hosts[bus], "--generic": generic}
        missed += report_boots(bus, boots(kernel, made, bus, disk, words))
    return missed
