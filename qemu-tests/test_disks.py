# SPDX-License-Identifier: GPL-2.0
"""Many disks, and disks that fail, disappear or never respond: the correct root is found, or the failure
report is clear, without delay."""

import re

import pytest

from harness import disks, guest
from harness.boots import BLK, SCSI, check_usual, mounts
from harness.guest import log_time
from harness.machines import STUCK, device, simulated_disk
from harness.roots import DISKS

ROOT = f"root=UUID={DISKS['ext4'].uuid}"
# All reads fail.
FAILING = ("driver=blkdebug,inject-error.0.event=none,inject-error.0.iotype=read,"
           "image.driver=null-co,image.size=16M")


def each(*kernels):
    return pytest.mark.parametrize("kernel", kernels, indirect=True)


@each("6.1", "newest")
def test_kernels_names(kernel, image, disk):
    """Disks requested by kernel names are named in the order of their slots."""
    options = simulated_disk("first", f"format=raw,snapshot=on,file={disk('no-init')}")
    options += guest.disk_options(disk("ext4"), "virtio-blk")
    with guest.Guest(kernel, image("plain"), f"root=/dev/vdb {BLK}", options) as machine:
        facts = machine.facts()
    assert mounts(facts)["/"][:2] == ("/dev/vdb", "ext4")


@each("newest")
def test_256_disks(kernel, image, disk):
    options = guest.bus_options(disk("ext4"), 256)
    with guest.Guest(kernel, image("plain"), f"{ROOT} {SCSI}", options) as machine:
        facts = machine.facts()
    check_usual(facts)
    assert re.fullmatch("/dev/sd[a-z]+", mounts(facts)["/"][0])


@each("6.1")
def test_next_to_failing(kernel, image, disk, tmp_path):
    """An unreadable disk does not prevent the boot. Case P16: nor does a hibernated system, which is
    reported before the root is mounted, and left unchanged."""
    swap = tmp_path / "swap"
    disks.make_hibernated(swap, "sleeper")
    hibernated = swap.read_bytes()
    options = (*simulated_disk("bad", FAILING), *guest.lasting_disk_options(swap, "swap"),
               *guest.disk_options(disk("ext4"), "virtio-blk"))
    words = f"root=LABEL={DISKS['ext4'].label} rw rootdelay=3 {BLK}"
    with guest.Guest(kernel, image("plain"), words, options) as machine:
        facts = machine.facts()
        console = machine.console.text
    check_usual(facts)
    root, fstype, _ = mounts(facts)["/"]
    assert fstype == "ext4"
    warning = re.search("gangway: /dev/(vd.): a hibernated system; resuming it later damages the root: "
                        "run mkswap", console)
    assert f"/dev/{warning.group(1)}" != root
    assert warning.end() < console.index(f"EXT4-fs ({root[5:]}): mounted filesystem")
    assert swap.read_bytes() == hibernated


@each("newest")
@pytest.mark.parametrize("root, step", [(ROOT, "root"), ("root=/dev/vda", "mount")])
def test_failing_root(kernel, image, root, step):
    """The root itself is unreadable: nothing is found on it, and nothing can be mounted."""
    words = f"{root} gangway.timeout=2 panic=-1 {BLK}"
    with guest.Guest(kernel, image("plain"), words, simulated_disk("bad", FAILING)) as machine:
        assert machine.wait_end() == "guest-reset"
    assert f"gangway: step {step} failed: " in machine.console.text
    assert re.search("gangway: +/dev/vda +16 MiB +Input/output error", machine.console.text)


@each("newest")
def test_vanishing_root(kernel, image, disk):
    """The root disappears during rootdelay= after it was found, and appears again."""
    path = disk("ext4")
    options = (*device("virtio-scsi-pci,id=bus"), "-blockdev",  # which outlives its device
               f"driver=raw,node-name=disk,read-only=on,file.driver=file,file.filename={path}")
    with guest.Guest(kernel, image("plain"), f"{ROOT} rootdelay=10 {SCSI}", options) as machine:
        machine.wait_console("waiting 10 s before")
        machine.plug("virtio-scsi")
        machine.wait_console("[sda] Attached SCSI disk")
        machine.unplug()
        unplugged = len(machine.console.text)
        machine.wait_console(f"waiting for {ROOT}: 0 block devices found", unplugged)
        machine.plug("virtio-scsi")
        facts = machine.facts()
    check_usual(facts)


@each("6.1", "newest")
def test_next_to_stuck(kernel, image, disk):
    """A disk that never responds does not delay others, even if it was found first."""
    options = simulated_disk("stuck", STUCK) + guest.disk_options(disk("ext4"), "virtio-blk")
    with guest.Guest(kernel, image("plain"), f"{ROOT} timeout=2 {BLK}", options) as machine:
        facts = machine.facts()
    assert mounts(facts)["/"][1] == "ext4"
    log = facts["log"]
    assert log_time(log, "gangway: starting /sbin/init on") - log_time(log, "Run /init") < 20


@each("newest")
def test_stuck_root(kernel, image):
    """The root is on a disk that never responds."""
    words = f"{ROOT} gangway.timeout=2 panic=-1 {BLK}"
    with guest.Guest(kernel, image("plain"), words, simulated_disk("stuck", STUCK)) as machine:
        assert machine.wait_end() == "guest-reset"
    assert re.search("gangway: +/dev/vda +16 MiB +not responding", machine.console.text)
