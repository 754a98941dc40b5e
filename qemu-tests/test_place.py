# SPDX-License-Identifier: GPL-2.0
"""The step `sysmap` of /init: System.map where tools look for it, read from the disk afterwards."""

import shutil
from dataclasses import replace

import pytest

import disks
import guest
import placing
from placing import BOOT, FOLDERS, MODULES, NO_FILE, ONCE, PLACED, STAMP, Case, says

FSTAB = b"# the root is there already\n/dev/vdb  /boot/  auto  defaults  0 2\n"
OTHERS = "left as it is: its symbols are another kernel's"

CASES = {
    "off": Case({**FOLDERS, BOOT: "stub"}, {BOOT: "stub", MODULES: NO_FILE}, (),
                words="rw gangway.sysmap=off", again=ONCE),
    "others": Case({BOOT: "old", MODULES: "right"}, {BOOT: "old", MODULES: "right"},
                   says(OTHERS, BOOT)),
    "ours": Case({BOOT: "old", MODULES: "right", STAMP: "stamp"}, PLACED, says("placed", BOOT),
                 again=ONCE),
    "hidden": Case({**FOLDERS, BOOT: "stub"}, PLACED, says("placed", BOOT, MODULES),
                   words="rw sysctl.kernel.kptr_restrict=2", again=ONCE),
    "all": Case({**FOLDERS, "usr/src/linux/.keep": b""},
                {**PLACED, "boot/System.map": "-> System.map-{R}",
                 "System.map": "-> boot/System.map-{R}",
                 "usr/src/linux/System.map": "-> /lib/modules/{R}/System.map"},
                says("placed", BOOT, MODULES, "boot/System.map", "System.map",
                     "usr/src/linux/System.map"), words="rw gangway.sysmap=all"),
    # Whatever has the name of a link stays, and is told of; what would lead to another kernel's map
    # is not made.
    "all-others": Case({BOOT: "old", MODULES: "stub", "System.map": "old",
                        "usr/src/linux/System.map": "-> System.map-2.4.7"},
                       {BOOT: "old", MODULES: "right", "boot/System.map": NO_FILE,
                        "System.map": "old", "usr/src/linux/System.map": "-> System.map-2.4.7"},
                       (*says(OTHERS, BOOT, "System.map"), *says("placed", MODULES),
                        *says("left as it is: no such file or folder", "usr/src/linux/System.map")),
                       words="rw gangway.sysmap=all"),
    "no-folders": Case({}, {"boot": NO_FILE, "lib": NO_FILE}, (), again=ONCE),
    "dangling-boot": Case({"boot": "-> /nowhere", "lib/modules/{R}/.keep": b""},
                          {MODULES: "right"}, says("placed", MODULES), again=ONCE),
    # The real init makes the root writable, and mounts what its fstab says.
    "later": Case({**FOLDERS, BOOT: "stub"}, PLACED, says("placed", BOOT, MODULES),
                  words="ro init=/sbin/later"),
    "boot-ext2": Case({**FOLDERS, "etc/fstab": FSTAB}, {BOOT: NO_FILE, MODULES: "right"},
                      says("placed", MODULES, BOOT), words="ro init=/sbin/later",
                      fstype="ext2", boot={"System.map-{R}": "right"}),
    "boot-vfat": Case({**FOLDERS, "etc/fstab": FSTAB},
                      {BOOT: NO_FILE, MODULES: "right", "System.map": "-> boot/System.map-{R}"},
                      says("placed", MODULES, BOOT, "System.map"),
                      words="rw init=/sbin/later gangway.sysmap=all",
                      fstype="vfat", boot={"System.map-{R}": "right", "System.map": NO_FILE}),
    # What cannot be: nothing is lost, and it is tried again at the next boot.
    "full": Case({BOOT: "old", MODULES: "old", STAMP: "stamp", "ballast": b"x" * (9 << 20)},
                 {BOOT: "old", MODULES: "old"}, says("no space left", BOOT, MODULES),
                 again=says("no space left", BOOT, MODULES),
                 disk=disks.Disk("ext2", "full", "11111111-2222-4333-8444-0000000000b1", 16)),
}

# Waiting ends after ten minutes, which an idle guest of this kind skips.
SKIPS_TIME = guest.Clock(("-icount", "shift=0,sleep=off"), "")
IMPATIENT = Case({**FOLDERS, "etc/fstab": FSTAB}, {BOOT: NO_FILE, MODULES: NO_FILE},
                 (*says("not placed: its folder is not mounted", BOOT),
                  *says("not placed: the root stays read-only", MODULES)),
                 words="ro init=/sbin/patient")



@pytest.mark.parametrize("name", CASES)
def test_case(world, name):
    case, world = CASES[name], world("small")
    world.make(case)
    assert world.boots(case) == world.said(case.says)
    world.check(case)
    after = world.files(*case.after)
    if case.again is not ONCE:
        assert world.boots(case) == world.said(case.again)
        world.check(case)
        assert world.files(*case.after) == after


def test_patience(world):
    """What stays read-only, or is never mounted, is left as it is."""
    world = world("small")
    world.make(IMPATIENT)
    assert world.boots(IMPATIENT, SKIPS_TIME) == world.said(IMPATIENT.says)
    world.check(IMPATIENT)


@pytest.mark.parametrize("name", ["6.1", "newest", "small"])
def test_place(world, name):
    """Debian's stub gives way; the files are root's; the next boot finds nothing to do."""
    case, world = Case({**FOLDERS, BOOT: "stub"}, PLACED, says("placed", BOOT, MODULES)), world(name)
    world.make(case)
    assert world.boots(case) == world.said(case.says)
    world.check(case)
    after = world.files(BOOT, MODULES, STAMP)
    assert [(file.mode, file.owner) for file in after] == 3 * [(0o600, (0, 0))]
    assert world.boots(case) == []
    world.check(case)
    assert world.files(BOOT, MODULES, STAMP) == after


def test_neighbour(world, neighbour):
    """The map of a build whose anchor symbols are the same is nobody's to replace, and is told."""
    case = Case({BOOT: neighbour.read_bytes(), MODULES: "stub"},
                {BOOT: neighbour.read_bytes(), MODULES: "right"},
                (*says(OTHERS, BOOT), *says("placed", MODULES)))
    world = world("6.1")
    world.make(case)
    assert world.boots(case) == world.said(case.says)
    world.check(case)


# ---- a kernel that does not know its map ---------------------------------------------------------

def installed(kernel, tree):
    """A machine that has a small kernel where distributions have theirs."""
    shutil.copytree(kernel.root, tree, symlinks=True)
    (tree / "boot").mkdir()
    for name in ("vmlinuz", "System.map", "config"):
        shutil.copy(kernel.root.parent / name, tree / "boot" / f"{name}-{kernel.release}")
    return replace(kernel, root=tree)


def test_carried(any_kernel, tmp_path):
    """The true map comes in the image, where mkinitrd sees that it has to."""
    kernel, image = any_kernel("text"), tmp_path / "image"
    placing.make_image(installed(kernel, tmp_path / "tree"), image, "auto")
    world = placing.World(kernel, image, kernel.true_map, tmp_path)
    case = Case({**FOLDERS, BOOT: "stub"}, PLACED, says("placed", BOOT, MODULES))
    world.make(case)
    assert world.boots(case) == world.said(case.says)
    world.check(case)


def test_not_carried(world):
    """Without it no half of a map is placed."""
    case = Case({**FOLDERS, BOOT: "stub"}, {BOOT: "stub", MODULES: NO_FILE},
                says("the kernel knows its text symbols only (no KALLSYMS_ALL)", BOOT, MODULES))
    world = world("text")
    world.make(case)
    assert world.boots(case) == world.said(case.says)
    world.check(case)
