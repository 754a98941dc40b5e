# SPDX-License-Identifier: GPL-2.0
"""Roots on LUKS, LVM and RAID, with the programs that --with adds."""

import filecmp
import re
import shutil
import time

import pytest

from harness import containers, disks, guest
from harness.boots import BLK, check_root, check_usual, mounts
from harness.disks import MIB
from harness.machines import MACHINES, device
from harness.roots import DISKS, PART, ROOT_X86_64

pytestmark = pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
ROOT = f"root=UUID={DISKS['ext4'].uuid}"
PROMPT = "Enter passphrase for /dev/vda: "
MEMBER = "linux_raid_member on /dev/vda"


@pytest.fixture
def directory(made, kernel, disk):
    return made(f"containers-{kernel.release}.directory",
                lambda path: containers.make(kernel, path, disk("ext4"), disk("gpt")))


def machine_of(kernel, image, words, directory, *names):
    return guest.Guest(kernel, image, words, containers.disk_options(directory, *names))


def check_volume(facts, name):
    """The root is the volume of that name."""
    check_root(facts, (f"/dev/mapper/{name}", "ext4", "rw"))
    assert name in [line.split()[1] for line in facts["mapper"]]


def logged(facts, text):
    return [line for line in facts["log"] if text in line]


def check_container(facts, *env):
    """/run/initramfs can be the root at shutdown: a separate mount, with programs."""
    check_usual(facts, env, {"/run/initramfs": ("tmpfs", {"nosuid", "nodev", "mode=755"})})


def check_shutdown(machine, device):
    """As the real system ends, the program in /run/initramfs stops the root's device."""
    assert machine.wait_end() == "guest-shutdown"
    console = machine.console.text
    assert f"gangway: shutdown: {device}: stopped" in console
    assert console.count("gangway: shutdown: ") == 1
    assert re.search(rf"EXT4-fs \({device}\): unmounting filesystem", console)


def test_passphrase(kernel, directory):
    """No timeout and no messages during the prompt; after a wrong passphrase it is asked again."""
    with machine_of(kernel, directory / "with.image", f"{ROOT} gangway.timeout=4", directory,
                    "luks") as machine:
        at = machine.wait_console(PROMPT)
        time.sleep(3)  # input before the echo is off is discarded
        machine.type("open says me\n")
        at = machine.wait_console(PROMPT, at)
        time.sleep(8)  # a person waits longer than the timeout
        waited = machine.console.text[at:]
        machine.type(f"{containers.PASSPHRASE}\n")
        facts = machine.facts()
    check_container(facts)
    check_root(facts, (f"/dev/mapper/luks-{containers.LUKS_UUID}", "ext4", "ro"))
    assert "gangway: " not in waited


def test_keymap(kernel, directory):
    """Case B15: on a virtual terminal, the passphrase is typed on the keyboard of the machine. The prompt is
    not visible on the serial line, so it is typed until it is right."""
    words = f"{ROOT} console=ttyS0 console=tty0 gangway.timeout=4"
    with machine_of(kernel, directory / "with.image", words, directory, "luks") as machine:
        machine.wait_console("device-mapper: ioctl")
        while "\nbegan=" not in f"\n{machine.port.text}":
            machine.press(*containers.GERMAN_KEYS, "ret")
            time.sleep(10)
        facts = machine.facts()
    check_root(facts, (f"/dev/mapper/luks-{containers.LUKS_UUID}", "ext4", "ro"))


def test_key_file(kernel, directory):
    """No prompt if the image has the key; only root can read that image."""
    image = directory / "key.image"
    assert image.stat().st_mode & 0o777 == 0o600
    with machine_of(kernel, image, "root=/dev/mapper/root shutdown=poweroff", directory, "luks") as machine:
        facts = machine.facts()
        assert "passphrase" not in machine.console.text
        check_shutdown(machine, "dm-0")
    check_container(facts, "shutdown=poweroff")
    check_root(facts, ("/dev/mapper/root", "ext4", "ro"))


def test_volume(kernel, directory):
    """A volume on two disks; no helper failed."""
    with machine_of(kernel, directory / "with.image", "root=/dev/mapper/my--vg-root", directory,
                    "pv0", "pv1") as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/mapper/my--vg-root", "ext4", "ro"))
    assert not logged(facts, "/lib/gangway/")


def test_mirrored_volume(kernel, directory):
    """Case B13: LVM's raid1. The kernel requests the level's personality itself, and none of the
    volume's images is the root."""
    with machine_of(kernel, directory / "with.image", "root=/dev/mapper/mirrored-root", directory,
                    "leg0", "leg1") as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/mapper/mirrored-root", "ext4", "ro"))
    assert not logged(facts, "/lib/gangway/")
    assert not logged(facts, "personality")


def test_mirror(kernel, directory):
    """Both disks of a RAID1."""
    with machine_of(kernel, directory / "with.image", f"{ROOT} shutdown=poweroff", directory,
                    "md0", "md1") as machine:
        facts = machine.facts()
        check_shutdown(machine, "md0")
    check_container(facts, "shutdown=poweroff")
    check_root(facts, ("/dev/md0", "ext4", "ro"))


def bus_options(directory, *names, late=()):
    """QEMU's options for persistent disks on one bus; plug() adds late ones."""
    options = [*MACHINES["virtio-scsi"].controller]
    for name in (*names, *late):
        options += ["-drive", f"if=none,id={name},format=raw,cache=unsafe,file={directory / name}"]
        if name not in late:
            options += device(f"scsi-hd,drive={name}")
    return options


@pytest.fixture
def own(tmp_path, directory):
    """Writable copies of disks, and whether they were changed."""
    class Copies:
        path = tmp_path

        @staticmethod
        def of(*names):
            for name in names:
                shutil.copyfile(directory / name, tmp_path / name)

        @staticmethod
        def is_unchanged(name):
            return filecmp.cmp(directory / name, tmp_path / name, shallow=False)
    return Copies


THREE = "gangway.fallback=LABEL=a,LABEL=b,LABEL=c"


def test_half_a_mirror(kernel, directory, own):
    """Case P4: of two mirrors that lack a disk, the one with the root is started degraded, after an
    announced timeout; nothing is written to the other."""
    own.of("md0", "data0")
    with guest.Guest(kernel, directory / "with.image", f"{ROOT} gangway.timeout=40 {THREE}",
                     bus_options(own.path, "data0", "md0")) as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/md0", "ext4", "ro"))
    waits = logged(facts, "other devices are missing; if the root needs it, it is started without")
    assert len(waits) == 2
    assert own.is_unchanged("data0")


def test_late_mirror(kernel, directory, own):
    """Case P4: a disk that appears late, but in time, is part of the mirror; it is not started degraded,
    even with three fallbacks."""
    own.of("md0", "md1", "data0")
    with guest.Guest(kernel, directory / "with.image", f"{ROOT} gangway.timeout=40 {THREE}",
                     bus_options(own.path, "data0", "md0", late=("md1",))) as machine:
        machine.wait_console("started without them in")
        time.sleep(2)
        machine.qmp("device_add", driver="scsi-hd", drive="md1", id="late")
        facts = machine.facts()
        assert "active with 2 out of 2 mirrors" in machine.console.text
    check_root(facts, ("/dev/md0", "ext4", "ro"))
    assert own.is_unchanged("data0")


def test_half_a_volume(kernel, directory, own):
    """Case P4 with LVM: the volume of root= is activated without one of its legs; nothing is written to
    another volume that also lacks one."""
    own.of("leg0", "store0")
    with guest.Guest(kernel, directory / "with.image",
                     f"root=/dev/mapper/mirrored-root gangway.timeout=40 {THREE}",
                     bus_options(own.path, "store0", "leg0")) as machine:
        facts = machine.facts()
    source, fstype, _ = mounts(facts)["/"]
    assert (source, fstype) == ("/dev/mapper/mirrored-root", "ext4")
    assert own.is_unchanged("store0")


def test_bare_member(kernel, directory, image):
    """Without mdadm the file system on one half of a mirror is not used, although it is complete."""
    with machine_of(kernel, image("plain"), f"{ROOT} gangway.timeout=2 panic=-1 {BLK}", directory,
                    "md0") as machine:
        assert machine.wait_end() == "guest-reset"
    console = machine.console.text
    assert f"gangway: {MEMBER}: no helper in the image; add it with mkinitrd --with md" in console
    assert "linux_raid_member (a container)" in console
    assert machine.port.text == ""


# Of the disk "table", a copy of "gpt".
TABLE_ROOTS = {
    "uuid": f"root=UUID={DISKS['gpt'].uuid}",
    "label": f'root="LABEL={DISKS["gpt"].label}"',
    "partuuid": f"root=PARTUUID={PART.format(0xa2)}",
}


@pytest.mark.parametrize("root", TABLE_ROOTS)
def test_partitioned_mirror(kernel, directory, root, tmp_path):
    """Case P1: both members show the table and its partitions; the array's partition is used, and both
    halves are equal after writes."""
    options = containers.lasting_options(directory, tmp_path, "whole0", "whole1")
    with guest.Guest(kernel, directory / "with.image", f"{TABLE_ROOTS[root]} rw",
                     options) as machine:
        facts = machine.facts()
        machine.wait_end()
    check_container(facts)
    check_root(facts, ("/dev/md1p2", "ext4", "rw"))
    data = [(tmp_path / name).read_bytes()[:24 * MIB] for name in ("whole0", "whole1")]
    assert data[0] == data[1] != (directory / "table").read_bytes()


def test_member_by_name(kernel, directory, tmp_path):
    """Case P1: the kernel's name of a partition on a member is refused, and nothing is written."""
    options = containers.lasting_options(directory, tmp_path, "whole0")
    words = f"root=/dev/vda2 rw panic=-1 {BLK}"
    with guest.Guest(kernel, directory / "with.image", words, options) as machine:
        assert machine.wait_end() == "guest-reset"
    assert ("gangway: step root failed: root=/dev/vda2 is /dev/vda2, which is on a disk that is a "
            "container (linux_raid_member)") in machine.console.text
    assert (tmp_path / "whole0").read_bytes()[:24 * MIB] == (directory / "table").read_bytes()


def test_volume_of_legs(kernel, directory, tmp_path):
    """Case R1: a RAID1 volume, not one of its legs, which contain the same file system."""
    options = containers.lasting_options(directory, tmp_path, "leg0", "leg1")
    with guest.Guest(kernel, directory / "with.image", f"{ROOT} rw", options) as machine:
        facts = machine.facts()
        machine.wait_end()
    check_volume(facts, "mirrored-root")
    legs = [containers.extents(tmp_path / name) for name in ("leg0", "leg1")]
    assert legs[0] == legs[1] != containers.extents(directory / "leg0")


def test_volume_with_snapshot(kernel, directory):
    """Case R1: the volume, not its snapshot, and not the layer below both."""
    with machine_of(kernel, directory / "with.image", f"root=LABEL={DISKS['ext4'].label} rw",
                    directory, "snap") as machine:
        check_volume(machine.facts(), "snaps-root")


def test_root_by_type(kernel, directory, tmp_path):
    """root=gpt-auto: LUKS on the only root partition is asked for, and what it provides is the root; the
    partition's attribute read-only counts."""
    content, disk = (directory / "luks").read_bytes(), tmp_path / "disk"
    size = len(content) // MIB
    disks.empty(disk, (size + 2) * MIB)
    disks.Table("ext4", "", "", table=f'label: gpt\nstart=1MiB, size={size}MiB, type={ROOT_X86_64}, '
                'attrs="GUID:60"\n').make_table(disk)
    with open(disk, "r+b") as image:
        image.seek(MIB)
        image.write(content)
    with machine_of(kernel, directory / "with.image", "root=gpt-auto rw", tmp_path, "disk") as machine:
        machine.wait_console("Enter passphrase for /dev/vda1: ")
        time.sleep(3)  # input before the echo is off is discarded
        machine.type(f"{containers.PASSPHRASE}\n")
        facts = machine.facts()
    check_container(facts)
    check_root(facts, (f"/dev/mapper/luks-{containers.LUKS_UUID}", "ext4", "ro"))
    assert logged(facts, "is mounted read-only, as the attributes of the partition ask")
