#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""`make bench`: measures, and writes docs/BENCH.md and docs/bench.svg.

    bench.py            all parts
    bench.py PART...    these parts; the others keep the figures of an earlier run
    bench.py --page     only write the page again

The parts are the cases of boots.py, and those of PARTS. One guest runs at a time. The figures of each
part are kept in build/bench/results.json as soon as it is complete.
"""

import json
import subprocess
import sys
import time

from harness import guest, images, kernels
from harness.contest import make_disk

import boots
import diskbench
import mapbench
import memory
import page
import peers
import plot
import processors
from cost import say
from initrds import Initrds

DIRECTORY = images.BUILD / "bench"
RESULTS = DIRECTORY / "results.json"

PARTS = {"memory": memory.run, "disks": diskbench.run, "System.map": mapbench.run,
         "two processors": processors.run}
ALL = (*boots.CASES, *PARTS)


# ---- the conditions ------------------------------------------------------------------------------

def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def processor():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return f"{len(names)} × {names[0]}"


def init_size():
    """text + data of build/init"""
    return sum(map(int, output("size", images.BUILD / "init").splitlines()[1].split()[:2]))


def version():
    """The commit; modified files of the benchmark itself do not matter."""
    commit = subprocess.run(["git", "describe", "--always"], capture_output=True, text=True)
    return commit.stdout.strip() or "not a clone"


def conditions():
    """What the page says of the machine and the other programs."""
    return {"machine": processor(),
            "qemu": output("qemu-system-x86_64", "--version").split("\n")[0].split(" ", 3)[3],
            "init": init_size(),
            "peers": {suite: peers.versions(suite) for suite in sorted(set(peers.SUITES.values()))
                      if (kernels.CACHE.parent / f"peers-{suite}").exists()}}


# ---- the parts -----------------------------------------------------------------------------------

def load():
    try:
        return json.loads(RESULTS.read_text())
    except FileNotFoundError:
        return {}


def save(results):
    draft = RESULTS.with_suffix(".new")
    draft.write_text(json.dumps(results, indent=1) + "\n")
    draft.rename(RESULTS)


def measure_part(name, initrds, disk):
    """The results, possibly several times: with more runs."""
    idle, gangway = processors.idle_share(), version()
    found = (boots.measure(name, boots.CASES[name], initrds, disk) if name in boots.CASES else
             [PARTS[name](initrds, disk)])
    for figures in found:
        yield {"date": time.strftime("%Y-%m-%d"), "idle": idle, "gangway": gangway,
               "figures": figures}


def measure_parts(names):
    disk = DIRECTORY / "disk.img"
    make_disk(disk)
    initrds = Initrds(DIRECTORY)
    for name in names:
        say(name)
        for made in measure_part(name, initrds, disk):
            results = load()
            results[name] = made
            results["conditions"] = conditions()
            save(results)


def write_page():
    results = load()
    plot.draw(results)
    page.write(results)


def main(words):
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    if words != ["--page"]:
        unknown = set(words) - set(ALL)
        if unknown:
            return f"bench: unknown: {', '.join(unknown)}; the parts are: {'; '.join(ALL)}"
        measure_parts(words or ALL)
    write_page()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (kernels.KernelError, images.ImageError, guest.GuestError) as error:
        sys.exit(f"bench: {error}")
