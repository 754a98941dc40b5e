# SPDX-License-Identifier: GPL-2.0
"""The step `sysmap` of /init: the installed System.map, read from the disk afterwards."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from harness import disks, installing
from harness.machines import SKIPS_TIME
from harness.maps import rows, unknown_symbols
from harness.installing import BOOT, DIRS, INSTALLED, MODULES, NO_FILE, ONCE, STAMP, Case, says

# With a niceness of 10 the helper gets a tenth of a busy processor.
BUSY_SECONDS, IDLE_SECONDS = 30, 5
FSTAB = b"# the root is mounted already\n/dev/vdb  /boot/  auto  defaults  0 2\n"
OTHERS = "not replaced: the symbols are those of another kernel"

CASES = {
    "off": Case({**DIRS, BOOT: "stub"}, {BOOT: "stub", MODULES: NO_FILE}, (),
                words="rw gangway.sysmap=off", again=ONCE),
    "others": Case({**DIRS, BOOT: "old", MODULES: "right"}, {BOOT: "old", MODULES: "right"},
                   says(OTHERS, BOOT)),
    "ours": Case({**DIRS, BOOT: "old", MODULES: "right", STAMP: "stamp"}, INSTALLED, says("installed", BOOT),
                 again=ONCE),
    "hidden": Case({**DIRS, BOOT: "stub"}, INSTALLED, says("installed", BOOT, MODULES),
                   words="rw sysctl.kernel.kptr_restrict=2", again=ONCE),
    "all": Case({**DIRS, "usr/src/linux/.keep": b""},
                {**INSTALLED, "boot/System.map": "-> System.map-{R}",
                 "System.map": "-> boot/System.map-{R}",
                 "usr/src/linux/System.map": "-> /lib/modules/{R}/System.map"},
                says("installed", BOOT, MODULES, "boot/System.map", "System.map",
                     "usr/src/linux/System.map"), words="rw gangway.sysmap=all"),
    # Existing files at the path of a link are left unchanged and reported; links to another
    # kernel's map are not created.
    "all-others": Case({**DIRS, BOOT: "old", MODULES: "stub", "System.map": "old",
                        "usr/src/linux/System.map": "-> System.map-2.4.7"},
                       {BOOT: "old", MODULES: "right", "boot/System.map": NO_FILE,
                        "System.map": "old", "usr/src/linux/System.map": "-> System.map-2.4.7"},
                       (*says(OTHERS, BOOT, "System.map"), *says("installed", MODULES),
                        *says("not replaced: No such file or directory", "usr/src/linux/System.map")),
                       words="rw gangway.sysmap=all"),
    "no-dirs": Case({}, {"boot": NO_FILE, "lib": NO_FILE}, (), again=ONCE),
    "dangling-boot": Case({"boot": "-> /nowhere", "lib/modules/{R}/.keep": b""},
                          {MODULES: "right"},
                          (*says("not installed: its directory is reached through a symbolic link", BOOT),
                           *says("installed", MODULES))),
    # case S1: an empty directory may be a mount point, for example of systemd-gpt-auto-generator.
    "empty-boot": Case({"boot/System.map-5.10": "stub", "lib/modules/{R}/.keep": b""},
                       {BOOT: NO_FILE, MODULES: "right"},
                       (*says("not installed: its directory may be a mount point, and nothing is "
                              "mounted", BOOT), *says("installed", MODULES))),
    # The real init makes the root writable, and mounts the file systems of its fstab.
    "later": Case({**DIRS, BOOT: "stub"}, INSTALLED, says("installed", BOOT, MODULES),
                  words="ro init=/sbin/later"),
    "boot-ext2": Case({**DIRS, "etc/fstab": FSTAB}, {BOOT: NO_FILE, MODULES: "right"},
                      says("installed", MODULES, BOOT), words="ro init=/sbin/later",
                      fstype="ext2", boot={"System.map-{R}": "right"}),
    "boot-vfat": Case({**DIRS, "etc/fstab": FSTAB},
                      {BOOT: NO_FILE, MODULES: "right", "System.map": "-> boot/System.map-{R}"},
                      says("installed", MODULES, BOOT, "System.map"),
                      words="rw init=/sbin/later gangway.sysmap=all",
                      fstype="vfat", boot={"System.map-{R}": "right", "System.map": NO_FILE}),
    # Failures: nothing is lost, and the next boot tries again.
    "full": Case({**DIRS, BOOT: "old", MODULES: "old", STAMP: "stamp", "ballast": b"x" * (9 << 20)},
                 {BOOT: "old", MODULES: "old"}, says("No space left on device", BOOT, MODULES),
                 again=says("No space left on device", BOOT, MODULES),
                 disk=disks.Disk("ext2", "full", "11111111-2222-4333-8444-0000000000b1", 16)),
}

# The wait ends after ten minutes, which this kind of guest skips.
READ_ONLY_BOOT = Case({**DIRS, "etc/fstab": FSTAB}, {BOOT: NO_FILE, MODULES: NO_FILE},
                      (*says("not installed: its file system is not mounted", BOOT),
                       *says("not installed: the root is read-only", MODULES)),
                      words="ro init=/sbin/patient")



@pytest.mark.parametrize("name", CASES)
def test_case(world, name):
    case, world = CASES[name], world("small")
    world.make(case)
    assert world.boots(case) == world.messages(case.says)
    world.check(case)
    after = world.files(*case.after)
    if case.again is not ONCE:
        assert world.boots(case) == world.messages(case.again)
        world.check(case)
        assert world.files(*case.after) == after


def test_timeout(world):
    """A /boot that remains read-only or is never mounted is left unchanged."""
    world = world("small")
    world.make(READ_ONLY_BOOT)
    assert world.boots(READ_ONLY_BOOT, SKIPS_TIME) == world.messages(READ_ONLY_BOOT.says)
    world.check(READ_ONLY_BOOT)


def test_soon(world):
    """Case S14: what has waited is installed soon, also while one processor is kept busy. Time is
    counted in guest instructions, so that a busy host does not count."""
    case = Case({**DIRS, "etc/fstab": FSTAB}, {BOOT: NO_FILE, MODULES: "right"}, (),
                words="ro init=/sbin/busy", fstype="ext2", boot={"System.map-{R}": "right"})
    world = world("small")
    world.make(case)
    with world.machine(case, SKIPS_TIME) as machine:
        log = machine.facts()["log"]
        assert machine.wait_end() == "guest-shutdown"
    world.check(case)
    busy, idle = (installing.when(log, f"{name} begins") for name in ("busy", "idle"))
    assert installing.when(log, world.name(f"gangway: /{MODULES}: installed")) - busy < BUSY_SECONDS
    assert installing.when(log, world.name(f"gangway: /{BOOT}: installed")) - idle < IDLE_SECONDS
    assert any("System.map: waiting up to 600 s until the file system is" in line for line in log)


@pytest.mark.parametrize("name", ["6.1", "newest", "small"])
def test_install(world, name):
    """Debian's stub is replaced; root owns the files; the next boot changes nothing."""
    case, world = Case({**DIRS, BOOT: "stub"}, INSTALLED, says("installed", BOOT, MODULES)), world(name)
    world.make(case)
    assert world.boots(case) == world.messages(case.says)
    world.check(case)
    after = world.files(BOOT, MODULES, STAMP)
    assert [(file.mode, file.owner) for file in after] == 3 * [(0o600, (0, 0))]
    assert world.boots(case) == []
    world.check(case)
    assert world.files(BOOT, MODULES, STAMP) == after


def test_two_kernels(world, tmp_path):
    """Two kernels on one root: each has its map, and leaves the other's unchanged."""
    old, new = world("6.1"), world("newest")
    dirs = {path: content for each in (old, new) for path, content in each.dirs().items()}
    case = Case({**dirs, BOOT: "stub"}, INSTALLED, says("installed", BOOT, MODULES),
                disk=disks.Disk("ext4", "install", installing.DISK.uuid, 64))
    with_links = replace(case, words="rw gangway.sysmap=all")
    links = ("boot/System.map", "System.map")

    old.make(case)
    assert old.boots(with_links) == old.messages((*case.says, *says("installed", *links)))
    # The other kernel's boot does not create links, and these would be wrong for it.
    assert new.boots(case) == new.messages(
        (*case.says, *says("removed: it is a link to another kernel's map", *links)))
    both = old.files(BOOT, MODULES) + new.files(BOOT, MODULES, STAMP)
    assert old.boots(case) == []
    assert old.files(BOOT, MODULES) + new.files(BOOT, MODULES, STAMP) == both
    for each in (old, new):
        each.check(case)
        first_client(each, tmp_path / "installed.map")


def first_client(world, path):
    """The installed map has every symbol that Debian's modules need."""
    path.write_bytes(world.files(MODULES)[0].content)
    assert unknown_symbols(world.kernel, path) == 0


def test_readprofile(world):
    """A profile of the kernel by functions, with the map installed at readprofile's path: every tick
    is attributed to a function in the map."""
    case = Case({**DIRS, **installing.program_files("/usr/sbin/readprofile")}, INSTALLED, (),
                words="rw profile=2 init=/sbin/profile")
    world = world("6.1")
    world.make(case)
    with world.machine(case) as machine:
        machine.wait(lambda: "end=" in machine.port.text, "the profile's end")
        lines = [line.split() for line in machine.port.text.split("end=")[0].splitlines() if line]
    *functions, total = [(int(line[0]), line[1]) for line in lines]
    known = [f for f in functions if f[1] != "*unknown*"]  # in a module, or in user space
    names = {name for _, _, name in rows(world.contents["right"])}

    assert total == (sum(ticks for ticks, _ in known), "total") and total[0] > 0
    assert {name for _, name in known} <= names
    # Interrupts occur where they are enabled again; the shell's forks and faults are the rest.
    assert {"_raw_spin_unlock_irqrestore", "do_user_addr_fault"} <= {name for _, name in known}


def test_checker(world):
    """spectre-meltdown-checker finds the kernel's function in the map that was installed."""
    program = "usr/bin/spectre-meltdown-checker"
    case = Case({**DIRS, program: Path("/", program).read_bytes()}, INSTALLED, (),
                words="rw init=/sbin/checker")
    world = world("6.1")
    world.make(case)
    with world.machine(case) as machine:
        machine.wait(lambda: "end=" in machine.port.text, "the end of the check")
    assert "(SSB): YES (found cpu_show_spec_store_bypass in System.map)" in machine.port.text


def test_neighbour(world, neighbour):
    """A foreign map of another build with equal anchor symbols is not replaced, and is reported."""
    case = Case({**DIRS, BOOT: neighbour.read_bytes(), MODULES: "stub"},
                {BOOT: neighbour.read_bytes(), MODULES: "right"},
                (*says(OTHERS, BOOT), *says("installed", MODULES)))
    world = world("6.1")
    world.make(case)
    assert world.boots(case) == world.messages(case.says)
    world.check(case)


# ---- a kernel without all symbols ---------------------------------------------------------

def installed(kernel, tree):
    """A machine with a small kernel at the paths of distributions."""
    shutil.copytree(kernel.root, tree, symlinks=True)
    (tree / "boot").mkdir()
    for name in ("vmlinuz", "System.map", "config"):
        shutil.copy(kernel.root.parent / name, tree / "boot" / f"{name}-{kernel.release}")
    return replace(kernel, root=tree)


def test_carried(any_kernel, tmp_path):
    """mkinitrd includes the correct map in the image if the kernel cannot provide it."""
    kernel, image = any_kernel("text"), tmp_path / "image"
    installing.make_image(installed(kernel, tmp_path / "tree"), image, "auto")
    world = installing.World(kernel, image, kernel.true_map, tmp_path)
    case = Case({**DIRS, BOOT: "stub"}, INSTALLED, says("installed", BOOT, MODULES))
    world.make(case)
    assert world.boots(case) == world.messages(case.says)
    world.check(case)


def test_not_carried(world):
    """Without it no incomplete map is installed."""
    case = Case({**DIRS, BOOT: "stub"}, {BOOT: "stub", MODULES: NO_FILE},
                says("the kernel knows its text symbols only (no KALLSYMS_ALL)", BOOT, MODULES))
    world = world("text")
    world.make(case)
    assert world.boots(case) == world.messages(case.says)
    world.check(case)
