# SPDX-License-Identifier: GPL-2.0
"""gangway.slots=gpt: two roots whose boots are counted in the attributes of their GPT partitions.
Other programs make the tables and read the attributes: fdisk, cgpt, sgdisk."""

import shutil

import pytest

from harness import disks, guest, images, slots
from harness.machines import ALL_MODULES
from harness.roots import LOADER
from harness.slots import A, B, CONFIRM, GOOD_A, NEW_B, Slot
from test_gptauto import OVMF, efi, write_variable

MODULES = "gangway.modules=virtio_pci,virtio_blk,ext4"
WORDS = f"gpt panic=-1 {MODULES}"
ONE_KERNEL = pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
TRIED, LAST = Slot(2, 1, 0), Slot(2, 0, 0)


@pytest.fixture(name="machine")
def make_machine(kernel, made, tmp_path):
    def make(path):
        config = tmp_path / "gangway.conf"
        config.write_text("root=gpt-auto gangway.slots=gpt gangway.modules=\n")
        images.mkinitrd(kernel, path, "--modules", ALL_MODULES, "--config", config, "--busybox", "/bin/busybox")
    return Machine(kernel, made(f"slots-{kernel.release}.image", make), tmp_path)


class Machine:
    """A disk that keeps what is written; A is good, B is new."""

    def __init__(self, kernel, image, directory):
        self.kernel, self.image, self.disk = kernel, image, directory / "disk"
        self.sector = 512

    def make(self, new=None, a=GOOD_A, b=NEW_B):
        """`new`: the files of B."""
        roots = {A: slots.root_files("A"), B: slots.root_files("B", CONFIRM) if new is None else new}
        slots.make(self.disk, {A: a, B: b}, roots, self.sector)
        return self

    def options(self):
        return guest.lasting_disk_options(self.disk, "disk")

    def boot(self, words="", options=None):
        """The console, up to the end."""
        with guest.Guest(self.kernel, self.image, f"{WORDS} {words}",
                         self.options() if options is None else options) as machine:
            machine.wait_end()
            return machine.console.text

    def b(self):
        slots.check(self.disk, self.sector)
        assert slots.slot(self.disk, A, self.sector) == GOOD_A
        return slots.slot(self.disk, B, self.sector)


def test_confirmed(machine):
    """B is counted, and confirms itself; from then on nothing is written. --status is the attributes. What
    is written to a partition shortly before, in a block that has sectors of the table too, is kept."""
    machine.make(slots.root_files("B", slots.WRITE_END + CONFIRM))
    console = machine.boot()
    assert "running: B" in console and "gangway-confirm: 0" in console
    assert machine.b() == Slot(2, 0, 1)
    assert slots.end_of_data(machine.disk) == b"new".rjust(512)
    lines = console.splitlines()
    assert "/dev/vda2: priority=1 tries=0 successful=1" in lines
    assert "/dev/vda3: priority=2 tries=1 successful=0, booted" in lines
    assert "/dev/vda3: priority=2 tries=0 successful=1, booted" in lines
    before = table_of(machine.disk)
    assert "running: B" in machine.boot()
    assert table_of(machine.disk) == before


def table_of(path):
    """Everything before and after the partitions."""
    data = path.read_bytes()
    return data[:disks.MIB], data[(slots.LAST + 1) * 512:]


@ONE_KERNEL
def test_exits(machine):
    """The init of B exits at once, and the kernel panics: after two tries A is booted."""
    machine.make({**slots.root_files("B"), "sbin/init": b"#!/bin/busybox sh\nexit 1\n"})
    for left in (TRIED, LAST):
        assert "running: A" not in machine.boot()
        assert machine.b() == left
    console = machine.boot()
    assert "running: A" in console and "status: 0" in console
    assert "/dev/vda2: priority=1 tries=0 successful=1, booted" in console
    assert "/dev/vda3: priority=2 tries=0 successful=0\n" in console
    assert machine.b() == LAST


@ONE_KERNEL
@pytest.mark.parametrize("what, why", [
    ("no-init", "the root has no init that can be executed "),
    ("zeroed", "cannot mount /dev/vda3: no known file system on it"),
])
def test_bad_root(machine, what, why):
    """B has no init, or its first megabyte is zeroed: A is booted at once, and is told why; when no
    tries are left, B is not mounted any more."""
    machine.make({"etc/no-init": b""} if what == "no-init" else None, b=TRIED)
    if what == "zeroed":
        with open(machine.disk, "r+b") as disk:
            disk.seek(slots.STARTS[B] * disks.MIB)
            disk.write(bytes(disks.MIB))
    console = machine.boot()
    assert "running: A" in console and machine.b() == LAST
    told = next(line for line in console.splitlines() if line.startswith("root=gpt-auto: "))
    assert told.startswith(f"root=gpt-auto: {why}") and told.endswith("; trying /dev/vda2")
    console = machine.boot()
    assert "running: A" in console and machine.b() == LAST
    assert "\nroot=gpt-auto: " not in console


@ONE_KERNEL
def test_no_slot(machine):
    """No slot qualifies: the report has the attributes of each."""
    console = machine.make(a=Slot(0, 3, 1), b=LAST).boot("gangway.timeout=3")
    assert "step root failed: root=gpt-auto: no slot can be booted" in console
    assert "/dev/vda2" in console and "priority=0 tries=3 successful=1" in console
    assert "priority=2 tries=0 successful=0" in console
    assert "running: " not in console


@ONE_KERNEL
def test_read_only(machine):
    """A disk that cannot be written to: B is not tried, since it could be tried forever."""
    machine.make()
    before = machine.disk.read_bytes()
    options = ("-drive", f"if=none,id=disk,format=raw,readonly=on,file={machine.disk}",
               "-device", "virtio-blk-pci,drive=disk")
    console = machine.boot(options=options)
    assert "root=gpt-auto: /dev/vda3: the boot could not be counted; trying /dev/vda2" in console
    assert "gangway.slots: /dev/vda: " in console
    assert "running: A" in console
    assert machine.disk.read_bytes() == before


@ONE_KERNEL
def test_two_disks(machine, tmp_path):
    """Another disk of the same layout: nothing is counted or booted, and no disk is written to."""
    machine.make()
    shutil.copy(machine.disk, tmp_path / "copy")
    before = machine.disk.read_bytes()
    copy = guest.lasting_disk_options(tmp_path / "copy", "copy")
    console = machine.boot("gangway.timeout=3", (*machine.options(), *copy))
    assert "root=gpt-auto: there are 4 partitions of its type" in console
    assert "running: " not in console
    assert machine.disk.read_bytes() == before == (tmp_path / "copy").read_bytes()


@ONE_KERNEL
def test_loader_disk(machine, tmp_path):
    """Of two disks that of the boot loader is counted; if the other one is a copy, neither is."""
    variables = tmp_path / "vars.fd"
    shutil.copy(OVMF / "OVMF_VARS.fd", variables)
    machine.make()
    other = tmp_path / "other"
    shutil.copy(machine.disk, other)
    slots.run("sgdisk", "-G", other)  # new GUIDs
    both = (*efi(variables), *machine.options(), *guest.lasting_disk_options(other, "other"))
    with guest.Guest(machine.kernel, machine.image, f"{MODULES} gangway.timeout=1", both) as it:
        write_variable(it, LOADER.upper())
    before = other.read_bytes()
    assert "running: B" in machine.boot(options=both)
    assert machine.b() == Slot(2, 0, 1)
    assert other.read_bytes() == before
    machine.make()
    shutil.copy(machine.disk, other)
    before = table_of(other)
    console = machine.boot(options=both)
    assert f"gangway.slots: {slots.UUIDS[B]}: more than one partition has this PARTUUID" in console
    assert "running: A" in console
    assert table_of(other) == before == table_of(machine.disk)


@ONE_KERNEL
@pytest.mark.parametrize("spoilt, why", [
    (1, "the primary GPT is damaged; repair it with gdisk"),
    (-1, "the backup GPT is damaged, or not at the end of the disk; repair it with gdisk"),
])
def test_damaged(machine, spoilt, why):
    """One header is damaged: a power cut could leave no table, so that nothing is counted."""
    machine.make()
    with open(machine.disk, "r+b") as disk:
        disk.seek(spoilt * 512, 0 if spoilt > 0 else 2)
        disk.write(bytes(512))
    before = table_of(machine.disk)
    console = machine.boot()
    assert f"gangway.slots: /dev/vda: {why}" in console
    assert "running: A" in console
    assert table_of(machine.disk) == before


@ONE_KERNEL
@pytest.mark.parametrize("sector, which", [(512, "backup"), (4096, "primary")])
def test_power_cut(machine, tmp_path, sector, which):
    """The power fails after each sector of a boot that counts: other programs find a valid copy with
    the old or the new attributes, and the next boot counts on."""
    machine.sector = sector
    machine.make({**slots.root_files("B"), "sbin/init": b"#!/bin/busybox sh\nexit 1\n"}, b=Slot(2, 9, 0))
    shutil.copy(machine.disk, tmp_path / "cut")
    disks.empty(tmp_path / "log", 0)
    machine.boot(options=slots.logged_options(machine.disk, tmp_path / "log", sector))
    assert machine.b() == Slot(2, 8, 0)
    changes = slots.writes(tmp_path / "log", sector)
    first, last = disks.MIB, (slots.SIZE - 1) * disks.MIB
    table = [i for i, change in enumerate(changes) if change and not first <= change[0] < last]
    primary = next(i for i in table if changes[i][0] < first)
    # The backup comes first; each copy is flushed before anything else is written.
    assert all(changes[i][0] >= last for i in table if i < primary)
    assert all(changes[i][0] < first for i in table if i >= primary)
    assert None in changes[table[0]:primary] and None in changes[table[-1]:]
    torn = {}
    for change in [None, *(changes[i] for i in table)]:
        slots.replay(tmp_path / "cut", [change])
        assert slots.slot(tmp_path / "cut", B, sector) in (Slot(2, 9, 0), Slot(2, 8, 0))
        copy = slots.torn(tmp_path / "cut", sector)
        if copy:
            torn[copy] = shutil.copy(tmp_path / "cut", tmp_path / copy)
    assert slots.slot(tmp_path / "cut", B, sector) == Slot(2, 8, 0)
    assert set(torn) == {"backup", "primary"}
    # The kernel uses the backup because of its parameter gpt; the damaged copy is written again.
    shutil.copy(torn[which], machine.disk)
    console = machine.boot(options=slots.logged_options(machine.disk, tmp_path / "log", sector))
    assert ("Primary GPT is invalid, using alternate GPT" in console) == (which == "primary")
    assert machine.b() == Slot(2, 8 if which == "backup" else 7, 0)
