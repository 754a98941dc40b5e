# SPDX-License-Identifier: GPL-2.0
"""roothash= and usrhash=: roots and /usr that dm-verity verifies, and what happens to those that have been changed."""

import re
import struct
from pathlib import Path

import pytest

from harness import disks, guest, images, roots, verity
from harness.boots import SCSI, check_root, check_usual
from harness.disks import MIB
from harness.machines import ALL_MODULES, MACHINES, device
from harness.roots import DISKS
from harness.written import LINK, REPORT, busybox, check_mounted

ONE_KERNEL = pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
BLK = "panic=-1 gangway.timeout=60 gangway.modules=virtio_pci,virtio_blk"
ROOT = ("/dev/mapper/root", "ext4", "ro")
MARK = b"this text is changed\n"
# The init of a root: reads a file whose data are checked only then.
READS = b"#!/bin/busybox sh\ncat /mark || echo reading: $?\n/bin/busybox poweroff -f\n"

EXPLICIT = (f"systemd.verity_root_data=UUID={DISKS['ext4'].uuid} "
            f"systemd.verity_root_hash=/dev/disk/by-uuid/{verity.UUID}")
class Disk4096(disks.Disk):
    """With blocks of that size, which is the default of veritysetup."""
    sector = verity.BLOCK


SHELL = Disk4096("ext4", "shell", "11111111-2222-4333-8444-0000000000c0")
SHELL_UUID = f"systemd.verity_root_data=LABEL=shell systemd.verity_root_hash=UUID={verity.UUID}"


def pair_of(data, tree, *options):
    return verity.Pair(data, tree, verity.build(data, tree, *options))


@pytest.fixture(name="pair")
def make_pair(made, disk):
    """The usual test root and its hash tree."""
    data = disk("ext4")

    def make(path):
        path.mkdir()
        # a file system has at least blocks of this size
        (path / "root-hash").write_text(verity.build(data, path / "tree", "--data-block-size=1024"))
    directory = made("verity.directory", make)
    return verity.Pair(data, directory / "tree", (directory / "root-hash").read_text())


@pytest.fixture(name="shell")
def make_shell(tmp_path):
    """A root with a file that is read only by its init."""
    SHELL.make(tmp_path / "data", {"bin/busybox": Path("/bin/busybox").read_bytes(), "sbin/init": READS,
                                   "mark": MARK})
    return pair_of(tmp_path / "data", tmp_path / "tree")


@pytest.fixture(name="sealed")
def make_image(made, kernel):
    """An image with the helper."""
    def make(path):
        config = path.with_suffix(".conf")
        config.write_text("gangway.modules= # the command line lists them\n")
        images.mkinitrd(kernel, path, "--modules", f"{ALL_MODULES},squashfs", "--with", "verity",
                        "--config", config, "--busybox", "none")
    return made(f"verity-{kernel.release}.image", make)


def options_of(*paths):
    return [word for number, path in enumerate(paths)
            for word in ("-drive", f"if=none,id=disk{number},format=raw,snapshot=on,file={path}",
                         "-device", f"virtio-blk-pci,drive=disk{number}")]


def boot(kernel, image, words, *paths):
    """The facts of a boot that reaches the init."""
    with guest.Guest(kernel, image, f"{BLK} {words}", options_of(*paths)) as machine:
        facts = machine.facts()
        machine.wait_end()
    return facts


def fail(kernel, image, words, *paths):
    """The console of a boot that does not."""
    with guest.Guest(kernel, image, f"{BLK} {words}", options_of(*paths)) as machine:
        assert machine.wait_end() == "guest-reset"
    assert machine.port.text == ""
    assert "mounted filesystem" not in machine.console.text
    return machine.console.text


def logged(facts, text):
    return [line for line in facts["log"] if text in line]


def check_system(facts, *env):
    """/run/initramfs can be the root at shutdown. The kernel makes roothash= a variable of the init."""
    check_usual(facts, env, {"/run/initramfs": ("tmpfs", {"nosuid", "nodev", "mode=755"})})


# ---- roots that are in order ---------------------------------------------------------------------

def test_explicit(kernel, sealed, pair):
    """Two disks; root= and rw cannot change what is mounted, and how. The device is stopped at shutdown."""
    words = f"root=UUID={DISKS['ext4'].uuid} rw roothash={pair.root_hash} {EXPLICIT} shutdown=poweroff"
    with guest.Guest(kernel, sealed, f"{BLK} {words}", options_of(pair.data, pair.tree)) as machine:
        facts = machine.facts()
        assert machine.wait_end() == "guest-shutdown"
        assert "gangway: shutdown: dm-0: stopped" in machine.console.text
    check_system(facts, f"roothash={pair.root_hash}", "shutdown=poweroff")
    check_root(facts, ROOT)
    assert [line.split()[1] for line in facts["mapper"]] == ["root"]
    assert logged(facts, "/dev/mapper/root could only be mounted read-only")


def test_partitions(kernel, sealed, tmp_path):
    """Both partitions are found by the root hash. With squashfs; the kernel's table has the options."""
    verity.make_squashed(tmp_path / "data", {"sbin/init": roots.testinit()})
    pair = pair_of(tmp_path / "data", tmp_path / "tree", "--hash=sha512", "--salt=-")
    verity.make_disk(tmp_path / "disk", pair.data, pair.tree, pair.root_hash)
    facts = boot(kernel, sealed, f"roothash={pair.root_hash.upper()} root=gpt-auto "
                 "systemd.verity_root_options=panic-on-corruption,ignore-zero-blocks,check-at-most-once",
                 tmp_path / "disk")
    check_system(facts, f"roothash={pair.root_hash.upper()}")
    check_root(facts, ("/dev/mapper/root", "squashfs", "ro"))


@ONE_KERNEL
def test_one_device(kernel, sealed, pair, tmp_path):
    """The hash tree behind the data: hash-offset=. The device itself is not mounted, although its file system
    has the name that root= asks for."""
    disk = tmp_path / "disk"
    disk.write_bytes(pair.data.read_bytes() + bytes(2 * MIB))
    size = pair.data.stat().st_size
    root_hash = verity.build(disk, disk, f"--hash-offset={size}", "--data-block-size=1024",
                             f"--data-blocks={size // 1024}")
    words = (f"root=/dev/vda roothash={root_hash} systemd.verity_root_data=/dev/vda "
             "systemd.verity_root_hash=/dev/vda")
    facts = boot(kernel, sealed, f"{words} systemd.verity_root_options=hash-offset={size}", disk)
    check_root(facts, ROOT)
    console = fail(kernel, sealed, words, disk)
    assert "roothash=: the hash device /dev/vda has no superblock of dm-verity" in console


@ONE_KERNEL
def test_late_hash(kernel, sealed, pair):
    """The disk with the hash tree appears after the data."""
    words = f"roothash={pair.root_hash} {EXPLICIT} panic=-1 {SCSI}"
    options = [*MACHINES["virtio-scsi"].controller]
    for name, path in (("data", pair.data), ("tree", pair.tree)):
        options += ["-drive", f"if=none,id={name},format=raw,snapshot=on,file={path}"]
    options += device("scsi-hd,drive=data")
    with guest.Guest(kernel, sealed, words, options) as machine:
        machine.wait_console("gangway: waiting for root=/dev/mapper/root")
        machine.qmp("device_add", driver="scsi-hd", drive="tree", id="late")
        facts = machine.facts()
    check_root(facts, ROOT)


# ---- and those that are not ----------------------------------------------------------------------

CHANGED = "the data or the hash tree has been changed, or the root hash does not belong to it"


def test_wrong_hash(kernel, sealed, pair):
    """The root hash of something else: it is reported at once, with the devices and the hash."""
    other = pair.root_hash[:-1] + ("1" if pair.root_hash[-1] == "0" else "0")
    console = fail(kernel, sealed, f"roothash={other} {EXPLICIT} ", pair.data, pair.tree)
    assert re.search(f"step root failed: roothash=: /dev/vd. with the hash tree on /dev/vd.: {CHANGED}: "
                     f"{other}", console)
    assert re.search("dm-verity|device-mapper: verity: ", console)
    assert "requested: root=/dev/mapper/root" in console


@ONE_KERNEL
def test_changed_superblock(kernel, sealed, pair, tmp_path):
    """One bit in the superblock of the file system. A fallback cannot mount the data unverified."""
    pair = pair.copy(tmp_path)
    verity.change(pair.data, 1024 + 0x78)  # in the label
    fallback = f"UUID={DISKS['ext4'].uuid}"
    console = fail(kernel, sealed, f"roothash={pair.root_hash} {EXPLICIT} gangway.fallback={fallback} "
                   "gangway.timeout=8", pair.data, pair.tree)
    assert CHANGED in console
    assert f"gangway: trying gangway.fallback={fallback}" in console


@ONE_KERNEL
def test_changed_tree(kernel, sealed, pair, tmp_path):
    """One bit in the hash tree: its first block is the root's."""
    pair = pair.copy(tmp_path)
    verity.change(pair.tree, verity.BLOCK + 8)
    console = fail(kernel, sealed, f"roothash={pair.root_hash} {EXPLICIT}", pair.data, pair.tree)
    assert CHANGED in console


@ONE_KERNEL
@pytest.mark.parametrize("option, says, end", [
    ("", "reading: 1", "guest-shutdown"),
    ("restart-on-corruption", "", "guest-reset"),
    ("ignore-corruption", "uhis text", "guest-shutdown"),
])
def test_changed_file(kernel, sealed, shell, option, says, end):
    """One bit in a file, which is read when the system runs."""
    words = f"{BLK} roothash={shell.root_hash} {SHELL_UUID} systemd.verity_root_options={option}"
    if not option:
        with guest.Guest(kernel, sealed, words, options_of(shell.data, shell.tree)) as machine:
            machine.wait_end()
        assert MARK.decode().rstrip() in machine.console.text
    verity.change(shell.data, shell.find(MARK))
    with guest.Guest(kernel, sealed, words, options_of(shell.data, shell.tree)) as machine:
        assert machine.wait_end() == end
    assert MARK.decode().rstrip() not in machine.console.text
    assert says in machine.console.text
    assert re.search(r"verity: .*(data block \d+ is corrupted|device corrupted)", machine.console.text)


@ONE_KERNEL
@pytest.mark.parametrize("at, value, says", [
    (0x48, struct.pack("<Q", 1 << 60), "more data blocks than the data device has"),
    (0x48, struct.pack("<Q", 1 << 4), CHANGED),
    (0x48, struct.pack("<Q", 1 << 10), "cannot mount /dev/mapper/root as ext4"),  # the tree is similar
    (0x20, b"sha2560", "the kernel has no hash sha2560; add module crypto-sha2560"),
])
def test_forged_superblock(kernel, sealed, pair, tmp_path, at, value, says):
    """The superblock of the hash tree is not covered by the root hash."""
    pair = pair.copy(tmp_path)
    with open(pair.tree, "r+b") as tree:
        tree.seek(at)
        tree.write(value)
    assert says in fail(kernel, sealed, f"roothash={pair.root_hash} {EXPLICIT}", pair.data, pair.tree)


@ONE_KERNEL
def test_missing_device(kernel, sealed, pair):
    """The report names what is missing; the other device is not mounted, not even if root= names it."""
    words = f"root=UUID={DISKS['ext4'].uuid} roothash={pair.root_hash} {EXPLICIT} gangway.timeout=5"
    console = fail(kernel, sealed, words, pair.data)
    assert (f"step root failed: roothash=: the hash device /dev/disk/by-uuid/{verity.UUID} did not "
            "appear") in console
    console = fail(kernel, sealed, words, pair.tree)
    assert (f"step root failed: roothash=: the data device UUID={DISKS['ext4'].uuid} did not "
            "appear") in console


@ONE_KERNEL
@pytest.mark.parametrize("words, says", [
    ("roothash EXPLICIT root=LABEL=test-ext4", "roothash=: expected 32 to 128 hexadecimal digits"),
    ("EXPLICIT root=LABEL=test-ext4", "systemd.verity_root_*= without roothash="),
    ("roothash=HASH00 EXPLICIT", "is the length of roothash= right"),
])
def test_parameters(kernel, sealed, pair, words, says):
    """What is not understood is not ignored."""
    words = words.replace("HASH", pair.root_hash).replace("EXPLICIT", EXPLICIT)
    assert says in fail(kernel, sealed, words, pair.data, pair.tree)


@ONE_KERNEL
def test_no_helper(kernel, image, pair):
    """An image without the helper: the data are not mounted."""
    console = fail(kernel, image("plain"), f"root=UUID={DISKS['ext4'].uuid} roothash={pair.root_hash}",
                   pair.data, pair.tree)
    assert ("step root failed: roothash= needs mkinitrd --with verity: /lib/gangway/verity: No such file "
            "or directory") in console


# ---- /usr ----------------------------------------------------------------------------------------

USR = Disk4096("ext4", "usr", "11111111-2222-4333-8444-0000000000c1")
EXPLICIT_USR = f"systemd.verity_usr_data=LABEL=usr systemd.verity_usr_hash=UUID={verity.UUID}"


@pytest.fixture(name="usr")
def make_usr(tmp_path):
    """A root, whose fstab has the unverified /usr; and /usr, which has the init, with its hash tree."""
    Disk4096("ext4", "root", "11111111-2222-4333-8444-0000000000c2").make(
        tmp_path / "root", {**busybox(), **LINK, "etc/fstab": b"LABEL=usr /usr ext4 rw 0 2\n", "usr/none": b""})
    USR.make(tmp_path / "data", {"lib/systemd/systemd": REPORT, "local/none": b""})
    return pair_of(tmp_path / "data", tmp_path / "tree")


@pytest.fixture(name="usr_image")
def make_usr_image(made, kernel):
    """mkinitrd adds both helpers for the parameter in the configuration, which the command line overrides."""
    def make(path):
        config = path.with_suffix(".conf")
        config.write_text(f"gangway.modules= usrhash={'0' * 64}\n")
        images.mkinitrd(kernel, path, "--modules", ALL_MODULES, "--config", config, "--busybox", "none")
    return made(f"verity-usr-{kernel.release}.image", make)


def boot_usr(kernel, image, words, root, *paths):
    with guest.Guest(kernel, image, f"{BLK} root=LABEL=root {words}", options_of(root, *paths)) as machine:
        machine.wait_end()
        return machine.console.text


def test_usr(kernel, usr_image, usr, tmp_path):
    """It is mounted read-only from its verified device, whatever fstab and the parameters say."""
    words = f"rw usrhash={usr.root_hash} {EXPLICIT_USR} mount.usr=LABEL=usr mount.usrflags=rw,noatime"
    console = boot_usr(kernel, usr_image, words, tmp_path / "root", usr.data, usr.tree)
    assert "running on /usr" in console
    check_mounted(console, "/usr", "ext4", ["ro", "noatime"])
    assert re.search("mounted: /dev/(dm-0|mapper/usr) on /usr", console)
    assert "gangway: usrhash=: ignoring mount.usr=LABEL=usr" in console


@ONE_KERNEL
@pytest.mark.parametrize("what, says", [
    ("hash", f"usrhash=: /dev/vd. with the hash tree on /dev/vd.: {CHANGED}"),
    ("data", f"usrhash=: /dev/vd. with the hash tree on /dev/vd.: {CHANGED}"),
    ("missing", f"usrhash=: the hash device UUID={verity.UUID} did not appear"),
    ("options", "systemd.verity_usr_options=: option fec-device=/dev/vdd: not supported"),
    ("helper", "/lib/gangway/verity: No such file or directory"),
])
def test_bad_usr(kernel, usr_image, usr, tmp_path, what, says):
    """It is not mounted, and its init is not executed."""
    root_hash, image, words, disks_of_usr = usr.root_hash, usr_image, EXPLICIT_USR, [usr.data, usr.tree]
    if what == "hash":
        root_hash = root_hash[:-1] + ("1" if root_hash[-1] == "0" else "0")
    elif what == "data":
        verity.change(usr.data, 1024 + 0x88)  # in the superblock, not in the label
    elif what == "missing":
        disks_of_usr = [usr.data]
        words += " gangway.timeout=5"
    elif what == "options":
        words += " systemd.verity_usr_options=fec-device=/dev/vdd"
    else:
        image = tmp_path / "without"
        config = tmp_path / "without.conf"
        config.write_text("gangway.modules=\n")
        images.mkinitrd(kernel, image, "--modules", ALL_MODULES, "--with", "usr", "--config", config,
                        "--busybox", "none")
    console = boot_usr(kernel, image, f"usrhash={root_hash} {words}", tmp_path / "root", *disks_of_usr)
    assert re.search(f"gangway: step mount failed: .*{says}", console)
    assert "running on" not in console
