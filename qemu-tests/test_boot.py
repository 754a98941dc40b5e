# SPDX-License-Identifier: GPL-2.0
"""Boots that reach the real init: a case is a row of a table, the facts come from testinit."""

import json
import re
import time

import pytest

from harness import guest, images
from harness.boots import BLK, PATH, SCSI, UUID, Boot, check_boot, check_root, check_usual, mounts
from harness.guest import log_time
from harness.machines import device

BALLAST_MEGABYTES = 64

BOOTS = {
    # Each controller with each file system, the modules from the image's own configuration.
    "lsi-ext3-uuid-ro": Boot(f"root=UUID={UUID['ext3']} ro", ("/dev/sda", "ext3", "ro"),
                             bus="lsi", disk="ext3", image="lsi"),
    "lsi-ext3-label-rw": Boot("root=LABEL=test-ext3 rw", ("/dev/sda", "ext3", "rw"),
                              bus="lsi", disk="ext3", image="lsi"),
    "vscsi-ext4-label-rw": Boot("root=LABEL=test-ext4 rw", ("/dev/sda", "ext4", "rw"),
                                bus="virtio-scsi", disk="ext4", image="virtio-scsi"),
    "vscsi-ext4-uuid-case": Boot(f"root=UUID={UUID['ext4'].upper()}", ("/dev/sda", "ext4", "ro"),
                                 bus="virtio-scsi", disk="ext4", image="virtio-scsi"),
    "vblk-ext2-dev-ro": Boot("root=/dev/vda ro", image="virtio-blk"),
    "vblk-ext2-dev-rw": Boot("root=/dev/vda ro rw", ("/dev/vda", "ext2", "rw"), image="virtio-blk"),
    "vblk-ext3-dev": Boot("root=/dev/vda", ("/dev/vda", "ext3", "ro"), disk="ext3",
                          image="virtio-blk"),
    # The other ways to find the root and its driver.
    "number": Boot(f"root=8:0 {SCSI}", ("/dev/sda", "ext4", "ro"), bus="virtio-scsi", disk="ext4"),
    "number-hex": Boot(f"root=0800 {SCSI}", ("/dev/sda", "ext4", "ro"), bus="virtio-scsi",
                       disk="ext4"),
    "coldplug": Boot("root=LABEL=test-ext3", ("/dev/sda", "ext3", "ro"), bus="lsi", disk="ext3"),
    "partition-dev": Boot(f"root=/dev/vda1 {BLK}", ("/dev/vda1", "ext4", "ro"), disk="mbr"),
    "partition-label": Boot(f"root=LABEL=test-mbr {SCSI}", ("/dev/sda1", "ext4", "ro"),
                            bus="virtio-scsi", disk="mbr"),
    "quoted": Boot(f'"root=LABEL=test-ext2" {BLK}'),
    # How it is mounted.
    "rootfstype": Boot(f"root=/dev/vda rootfstype=xfs,ext4,ext2 {BLK}", ("/dev/vda", "ext4", "ro"),
                       disk="ext3"),
    "rootflags": Boot(f"root=/dev/vda rw rootflags=noatime,commit=7 {BLK}",
                      ("/dev/vda", "ext4", "rw"), disk="ext4", options=("noatime", "commit=7")),
    "rw-protected": Boot(f"root=/dev/vda rw {BLK}", protected=True,
                         log=("could only be mounted read-only",)),
    "later-wins": Boot(f"root=/dev/none rw root=/dev/vda ro {BLK}"),
    # Which init is run.
    "init": Boot(f"root=/dev/vda init=/opt/elsewhere/real {BLK}", init=("/opt/elsewhere/real",)),
    "absolute-link": Boot(f"root=/dev/vda init=/sbin/link {BLK}", init=("/sbin/link",)),
    "bin-init": Boot(f"root=LABEL=bin-init {BLK}", disk="bin-init", init=("/bin/init",)),
    # Errors that do not stop a boot.
    "unknown-word": Boot(f"root=/dev/vda gangway.moduels=x {BLK}", log=("gangway.moduels", "did you mean gangway.modules?")),
    "unknown-module": Boot(f"root=/dev/vda {BLK},nosuchmodule", log=("nosuchmodule",)),
}


@pytest.mark.parametrize("name", BOOTS)
def test_boot(kernel, image, disk, name):
    check_boot(kernel, image, disk, BOOTS[name])


def test_arguments(kernel, image, disk, made):
    """argv and the environment are the same as without gangway, except for PATH."""
    words = ("foo=bar splash single a.b=c root=/dev/vda init=/sbin/init after env2=v TERM=vt100 "
             f"nfsroot=1:/x gangway.timeout=20 {BLK} \"spa ced=x y\" -- dash1 d=2 k.x=1")
    bare = made("testinit.image",
                lambda path: path.write_bytes(images.initramfs(images.PROGRAMS / "testinit")))
    with guest.Guest(kernel, bare, words) as machine:
        kernel_gave = machine.facts()
    options = guest.disk_options(disk("ext2"), "virtio-blk")
    with guest.Guest(kernel, image("plain"), words, options) as machine:
        facts = machine.facts()
    assert kernel_gave["arg"] == ["/init", "after", "dash1", "d=2", "k.x=1"]
    assert facts["arg"] == ["/sbin/init", *kernel_gave["arg"][1:]]
    assert facts["env"] == [*kernel_gave["env"], PATH]


@pytest.mark.parametrize("words, env, options", [
    ("", (), ["--switched-root", "--system", "--deserialize=60"]),
    ("gangway.systemd=no PATH=/only", ("PATH=/only",), [])])
def test_systemd(kernel, image, disk, words, env, options):
    """An init that is a link to systemd gets the time when /init started, before the arguments of the
    kernel; a PATH on the command line is not changed."""
    with guest.Guest(kernel, image("plain"), f"root=/dev/vda init=/sbin/boots {BLK} {words} -- single",
                     guest.disk_options(disk("ext2"), "virtio-blk")) as machine:
        facts = machine.facts()
    check_usual(facts, env)
    assert facts["arg"] == ["/sbin/boots", *options, "single"]
    assert len(facts.get("state", [])) == bool(options)
    for line in facts.get("state", []):
        wall, monotonic = re.fullmatch(r"initrd-timestamp=(\d+) (\d+)", line).groups()
        # boot.json has the same clock; that of the kernel log is another one
        began = json.loads("".join(facts["boot"]))["steps"][0]["began"]
        assert 0 < int(monotonic) == began < int(facts["began"][0])
        assert abs(int(wall) / 1e6 - time.time()) < 600, "the guest's clock is that of the host"


def test_relative_link(kernel, image, disk):
    """An init that is a link through the root directory, where nothing of the initramfs may be."""
    with guest.Guest(kernel, image("plain"), f"root=/dev/vda init=/sbin/relative panic=-1 {BLK}",
                     guest.disk_options(disk("ext2"), "virtio-blk")) as machine:
        facts = machine.facts()
    check_usual(facts)
    assert facts["arg"][0] == "/sbin/relative"


def test_late_disk(kernel, image, disk):
    """A disk that is plugged in five seconds after the wait began."""
    options = guest.disk_options(disk("ext4"), "virtio-scsi", late=True)
    with guest.Guest(kernel, image("plain"), f"root=LABEL=test-ext4 {SCSI}", options) as machine:
        machine.wait_console("Run /init as init process")
        time.sleep(5)
        machine.plug("virtio-scsi")
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, ("/dev/sda", "ext4", "ro"))
    assert any("waiting for root=LABEL=test-ext4" in line for line in facts["log"])


def test_rootwait(kernel, image, disk):
    """rootwait without a number removes the time limit."""
    options = guest.disk_options(disk("ext4"), "virtio-scsi", late=True)
    words = f"root=/dev/sda gangway.timeout=1 rootwait panic=-1 {SCSI}"
    with guest.Guest(kernel, image("plain"), words, options) as machine:
        machine.wait_console("waiting for root=/dev/sda")
        machine.plug("virtio-scsi")
        check_root(machine.facts(), ("/dev/sda", "ext4", "ro"))


def test_rootdelay(kernel, image, disk):
    """rootdelay= waits even if the root exists."""
    options = guest.disk_options(disk("ext2"), "virtio-blk")
    with guest.Guest(kernel, image("plain"), f"root=/dev/vda rootdelay=3 {BLK}", options) as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/vda", "ext2", "ro"))
    assert log_time(facts["log"], "on /dev/vda") - log_time(facts["log"], "waiting 3 s before") >= 2.9


@pytest.fixture(scope="session")
def ballast_image(made, kernel, image):
    """The plain image, and a file of BALLAST_MEGABYTES in it."""
    def make(path):
        path.write_bytes(image("plain").read_bytes())
        images.add_file(path, "ballast", bytes(BALLAST_MEGABYTES << 20))
    return made(f"ballast-{kernel.release}.image", make)


def test_memory_freed(kernel, ballast_image, disk):
    """The memory of the initramfs is free after the cleanup process has ended."""
    options = guest.disk_options(disk("ext2"), "virtio-blk")
    with guest.Guest(kernel, ballast_image, f"root=/dev/vda {BLK}", options) as machine:
        facts = machine.facts()
    kib = {key: int(value.split()[0]) for key, value in
           (line.split(":") for line in facts["memory"])}
    assert kib["Unevictable"] + kib["Shmem"] < BALLAST_MEGABYTES * 1024 / 8
    check_usual(facts)


@pytest.mark.parametrize("words", ["", "root=/dev/vda"])
def test_stay(kernel, image, words):
    """gangway.stay: the image is the root, on the kernel's tmpfs or ramfs."""
    with guest.Guest(kernel, image("stay"), words) as machine:
        facts = machine.facts()
    check_usual(facts)
    assert facts["arg"] == ["/sbin/init"]
    assert mounts(facts)["/"][1] == "rootfs"


HVC = device("virtio-serial-pci", "virtconsole,chardev=hvc")


@pytest.mark.parametrize("devices, fd", [(HVC, "5:1 console"), ((), "1:3")])
def test_late_console(kernel, image, disk, devices, fd):
    """Case P2: a module provides the only console. The real init has it as 0 to 2, or /dev/null if it
    does not appear."""
    options = (*guest.disk_options(disk("ext2"), "virtio-blk"), "-chardev", "null,id=hvc", *devices)
    words = ("console=hvc0 root=/dev/vda rootdelay=3 "
             "gangway.modules=virtio_pci,virtio_console,virtio_blk")
    with guest.Guest(kernel, image("hvc"), words, options) as machine:
        facts = machine.facts()
    assert facts["fd"] == [f"{number} {fd}" for number in range(3)]
    late = not devices or kernel.name == "6.1"  # 7.x has virtio_console built in
    assert any("step console: /dev/console: " in line for line in facts["log"]) == late


def test_quiet(kernel, image, disk):
    """quiet: nothing on the console but errors, and there are none."""
    options = guest.disk_options(disk("ext2"), "virtio-blk")
    with guest.Guest(kernel, image("plain"), f"root=/dev/vda quiet {BLK}", options) as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/vda", "ext2", "ro"))
    assert "gangway" not in machine.console.text
