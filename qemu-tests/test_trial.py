# SPDX-License-Identifier: GPL-2.0
"""gangway.trial=: a root that is tried a few times, and gangway-confirm."""

import shutil
import subprocess
from pathlib import Path

import pytest

from harness import disks, formats, guest, images, verity
from harness.machines import ALL_MODULES

STATE = "LABEL=state:/boot/tries"
WORDS = ("root=LABEL=new panic=-1 "
         "gangway.modules=virtio_pci,virtio_blk,ext4")
OLD, NEW = (disks.Disk("ext4", label, f"11111111-2222-4333-8444-0000000000{end}")
            for label, end in (("old", "b0"), ("new", "b1")))

INIT = """#!/bin/busybox sh
echo running: %s
[ -e /run/gangway/trial ] && echo "on trial: $(cat /run/gangway/trial)"
%s
gangway-confirm LABEL=state:/boot/vmlinuz
echo "another file: $?"
gangway-confirm
echo "gangway-confirm: $?"
%s
/bin/busybox poweroff -f
"""
# Another mount of the counter's file system, as of /boot, which must remain writable.
MOUNT = "/bin/busybox mount $(/bin/busybox findfs LABEL=state) /tmp && cat /tmp/boot/tries"
WRITE = ">/tmp/written && echo still writable; /bin/busybox umount /tmp"
GOOD = {"sbin/init": (INIT % ("the new root", MOUNT, WRITE)).encode(),
        "sbin/quiet": (INIT % ("the new root", "", "")).encode()}
# What may be wrong with a root whose file system is found.
BAD = {"no-init": {}, "exits": {"sbin/init": b"#!/bin/busybox sh\nexit 1\n"}}


# The counter on other types of file systems.
OTHERS = {"vfat": ("mkfs.vfat -n state state", "mcopy -s -i state tree/boot ::"),
          "btrfs": ("mkfs.btrfs -q -L state --rootdir tree state",)}


def make_root(path, disk, files):
    common = {"bin/busybox": Path("/bin/busybox").read_bytes(),
              "sbin/gangway-confirm": (images.BUILD / "helpers/trial").read_bytes()}
    disk.make(path, {**common, **files} if files else {})
    return path


class Machine:
    """Three disks that keep what is written: the old root, the new one, and that of the counter."""

    def __init__(self, kernel, image, directory):
        self.kernel, self.image, self.directory = kernel, image, directory
        make_root(directory / "old", OLD, {"sbin/init": (INIT % ("the old root", "", "")).encode()})

    def put(self, root, tries):
        make_root(self.directory / "new", NEW, root)
        self.put_state(tries)

    def put_state(self, tries):
        state = disks.Disk("ext4", "state", "11111111-2222-4333-8444-0000000000b2")
        state.make(self.directory / "state", {"boot/tries": tries, "boot/vmlinuz": b"MZ"})

    def options(self):
        return [word for name in ("old", "new", "state")
                for word in guest.lasting_disk_options(self.directory / name, name)]

    def boot(self, words="", options=()):
        """The console, up to the end."""
        with guest.Guest(self.kernel, self.image, f"{WORDS} {words}",
                         [*self.options(), *options]) as machine:
            machine.wait_end()
            return machine.console.text

    def left(self):
        disks.settle(self.directory / "state")
        return disks.read(self.directory / "state", "boot/tries").content


@pytest.fixture(name="machine")
def make_machine(kernel, tmp_path):
    return machine_of(kernel, tmp_path)


def machine_of(kernel, tmp_path, *options):
    config = tmp_path / "gangway.conf"
    config.write_text(f"gangway.trial={STATE}\ngangway.fallback=LABEL=old\n")
    modules = ",".join([ALL_MODULES, *formats.NLS, *OTHERS])
    images.mkinitrd(kernel, tmp_path / "image", "--modules", modules, "--config", config,
                    "--busybox", "none", *options)
    return Machine(kernel, tmp_path / "image", tmp_path)


def test_confirmed(machine):
    """A good root: counted, then confirmed while its counter is mounted; later boots write nothing."""
    machine.put(GOOD, b"3\n")
    console = machine.boot()
    assert "running: the new root" in console
    assert f"on trial: {STATE}" in console
    assert {"2", "gangway-confirm: 0", "still writable"} <= set(console.splitlines())
    assert machine.left() == b"g\n"
    assert "another file: 3" in console
    assert disks.read(machine.directory / "state", "boot/vmlinuz").content == b"MZ"
    state = (machine.directory / "state").read_bytes()
    assert "gangway-confirm: 0" in machine.boot("init=/sbin/quiet")
    assert (machine.directory / "state").read_bytes() == state


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
@pytest.mark.parametrize("what", OTHERS)
def test_type(machine, tmp_path, what):
    """The counter on other types: btrfs is also mounted read-only while it is mounted read-write."""
    machine.put(GOOD, b"3")
    (tmp_path / "tree/boot").mkdir(parents=True)
    (tmp_path / "tree/boot/tries").write_text("3\n")
    disks.empty(tmp_path / "state", 128 * disks.MIB)
    for command in OTHERS[what]:
        subprocess.run(command, shell=True, check=True, cwd=tmp_path, stdout=subprocess.DEVNULL,
                       env={"PATH": formats.SYSTEM_PATH})
    for found in ("2", "g"):
        assert {found, "gangway-confirm: 0", "still writable"} <= set(machine.boot().splitlines())


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
@pytest.mark.parametrize("what", BAD)
def test_bad_root(machine, what):
    """It is tried twice; then the old root is booted, without an attempt to mount the new one."""
    machine.put(BAD[what], b"2")
    for left in (b"1", b"0"):
        assert "no tries are left" not in machine.boot()
        assert machine.left() == left
    console = machine.boot()
    assert f"root=LABEL=new failed: gangway.trial={STATE}: no tries are left" in console
    assert "running: the old root" in console
    assert "on trial" not in console
    assert "gangway-confirm: /run/gangway/trial: this boot is not a trial" in console
    assert "gangway-confirm: 1" in console
    assert machine.left() == b"0"


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
@pytest.mark.parametrize("tries, why", [
    (b"", "/boot/tries: empty; write a digit or g to it"),
    (b"many", "/boot/tries: does not begin with a digit or g"),
    ("/etc/tries", "/boot/tries: No such file or directory"),
])
def test_no_counter(machine, tries, why):
    """Without a counter a new root that hangs would be tried forever: the old one is booted."""
    machine.put(GOOD, tries)
    console = machine.boot()
    assert f"gangway.trial: {why}" in console
    assert "the boot could not be counted" in console
    assert "running: the old root" in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_other_disks(machine):
    """The disk of the counter is missing, or there are two; that of the new root was zeroed: nothing
    is counted."""
    machine.put(GOOD, b"3")
    shutil.copy(machine.directory / "state", machine.directory / "kept")
    disks.empty(machine.directory / "state", disks.MIB)
    console = machine.boot()
    assert "gangway.trial: LABEL=state: did not appear" in console
    assert "running: the old root" in console
    shutil.copy(machine.directory / "kept", machine.directory / "state")
    copy = guest.lasting_disk_options(machine.directory / "kept", "copy")
    console = machine.boot(options=copy)
    assert "gangway.trial: LABEL=state: more than one device has this name; use UUID=" in console
    assert "running: the old root" in console and machine.left() == b"3"
    with open(machine.directory / "new", "r+b") as new:
        new.write(bytes(disks.MIB))
    assert "running: the old root" in machine.boot("gangway.timeout=8")
    assert machine.left() == b"3"


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_verified_root(kernel, tmp_path):
    """A new root that dm-verity verifies. With another root hash, the old one is booted at once; if only the
    init has been changed, when no tries are left."""
    machine = machine_of(kernel, tmp_path, "--with", "verity")
    machine.put(GOOD, b"2")
    tree = tmp_path / "tree"
    root_hash = verity.build(tmp_path / "new", tree, "--data-block-size=1024")
    options = guest.lasting_disk_options(tree, "tree")
    words = (f"roothash={root_hash} systemd.verity_root_data=LABEL=new systemd.verity_root_hash=UUID={verity.UUID} "
             "systemd.verity_root_options=restart-on-corruption gangway.timeout=120")
    console = machine.boot(words, options)
    assert "running: the new root" in console and machine.left() == b"g"
    machine.put_state(b"2")
    console = machine.boot(words.replace(root_hash, "0" * 64), options)
    assert "root=/dev/mapper/root failed: roothash=: " in console
    assert "running: the old root" in console and machine.left() == b"2"
    verity.change(tmp_path / "new", (tmp_path / "new").read_bytes().index(b"running: the new root"))
    for left in (b"1", b"0"):
        assert "running: " not in machine.boot(words, options)
        assert machine.left() == left
    console = machine.boot(words, options)
    assert "no tries are left" in console and "running: the old root" in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_power_cut(machine):
    """The power fails while a boot is counted: the counter is the old one or the new one."""
    machine.put(BAD["exits"], b"9")
    before = 9
    for _ in range(5):
        with guest.Guest(machine.kernel, machine.image, f"{WORDS} gangway.debug",
                         machine.options()) as it:
            it.wait_console("gangway: step trial")
        left = int(machine.left())
        assert left in (before, before - 1)
        before = left
