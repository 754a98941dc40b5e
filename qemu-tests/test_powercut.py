# SPDX-License-Identifier: GPL-2.0
"""The power fails while System.map is installed: each path has the old map or the new one, complete.

QEMU is killed at a random moment, which loses unwritten data of the guest. `make soak` does this
GANGWAY_CUTS times, more often than `make check`.
"""

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from harness import disks
from harness.installing import BOOT, INSTALLED, MODULES, STAMP, Case, what_lies

CUTS = int(os.environ.get("GANGWAY_CUTS", "5"))
KEEP = "boot/.keep"  # so that /boot is not taken for a future mount point
CASE = Case({KEEP: b"", BOOT: "old", MODULES: "old", STAMP: "stamp"}, INSTALLED, ())

# The console's text before the cut, and the maximum delay after it as a multiple of the time that
# /init took, since the speed of guests varies. The second is between the two paths.
STAGES = (("gangway: starting /sbin/init on", 2.2), ("installed", 0.3))


def cut(world, line, lasts):
    """Boots, and kills QEMU at a random moment, which it returns."""
    moment = random.random()
    with world.machine(CASE) as machine:
        machine.wait_console("Run /init")
        began = time.monotonic()
        machine.wait_console("gangway: starting /sbin/init on")
        took = time.monotonic() - began
        machine.wait_console(line)
        time.sleep(moment * lasts * took)
    return f"{line!r} and {moment * lasts * took:.3f} s"


def maps_after(world, copy):
    """The map at each path after the journal was replayed."""
    shutil.copy(world.root, copy)
    disks.settle(copy)
    names = {world.contents[name]: name for name in ("old", "right")}
    return [names.get(what_lies(copy, world.name(path)), "broken") for path in (BOOT, MODULES)]


@pytest.mark.parametrize("number", range(CUTS))
def test_power_cut(world, tmp_path, number):
    world = world("small")
    world.make(CASE)
    when = cut(world, *STAGES[number % len(STAGES)])
    maps = maps_after(world, tmp_path / "copy.disk")
    print(f"cut after {when}: {' '.join(maps)}")
    assert "broken" not in maps
    # The next boot completes the installation and cleans up.
    world.boots(CASE)
    world.check(CASE)
    for kept in ((BOOT, KEEP), (MODULES, STAMP)):
        paths = [Path(world.name(path)) for path in kept]
        assert disks.names(world.root, paths[0].parent) == {path.name for path in paths}
