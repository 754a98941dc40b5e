# SPDX-License-Identifier: GPL-2.0
"""A root of btrfs on two disks: mounted when both are there, and with one only if rootflags= says degraded."""

import re
import subprocess

import pytest

from harness import capture, disks, formats, guest, images, roots
from harness.boots import check_usual, mounts
from harness.disks import MIB
from harness.machines import MACHINES

UUID = "6b1d2f3a-0c4e-4d5f-8a9b-7c6d5e4f3a2b"
ROOT = f"root=UUID={UUID} panic=-1"
MODULES = f"{MACHINES['virtio-blk'].modules},{MACHINES['virtio-scsi'].modules},btrfs"
FIRST, SECOND = "btrfs", "btrfs-2"  # as fill.sh expects it


def put(path, content):
    """A program, or a link to one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.symlink_to(content)
    else:
        path.write_bytes(content)
        path.chmod(0o755)


def mirror(kernel, directory):
    """A mirror of two disks with the test root, and an image that has its driver."""
    directory.mkdir()
    formats.make_tree(directory / "tree")
    for name, content in {**capture.files(), "sbin/init": roots.testinit(),
                          "sbin/capture": capture.CAPTURE.encode()}.items():
        put(directory / "tree" / name, content)
    configuration = directory / "image.conf"
    configuration.write_text(f"gangway.modules={MODULES}\n")
    images.mkinitrd(kernel, directory / "image", "--modules", MODULES, "--config", configuration,
                    "--busybox", "none")
    for name in (FIRST, SECOND):
        disks.empty(directory / name, 256 * MIB)
    subprocess.run(["mkfs.btrfs", "-q", "-L", "pair", "-U", UUID, "-d", "raid1", "-m", "raid1",
                    directory / FIRST, directory / SECOND], check=True,
                   env={"PATH": formats.SYSTEM_PATH})
    formats.fill(kernel, directory / "image", directory, [FIRST])


@pytest.fixture(name="pair")
def make_pair(made, kernel):
    return made(f"btrfs-{kernel.release}.directory", lambda path: mirror(kernel, path))


def disk_options(path, name):
    """A disk whose file is not written to."""
    return ("-drive", f"if=none,id={name},format=raw,snapshot=on,file={path}",
            "-device", f"virtio-blk-pci,drive={name}")


def each(*kernels):
    return pytest.mark.parametrize("kernel", kernels, indirect=True)


def check_root(facts, how):
    """The kernel shows one of its devices as the source."""
    source, fstype, options = mounts(facts)["/"]
    assert source.startswith("/dev/") and fstype == "btrfs" and how in options
    return options


def fails(kernel, pair, words, options):
    with guest.Guest(kernel, pair / "image", words, options) as machine:
        assert machine.wait_end() == "guest-reset"
    assert "BTRFS" not in machine.console.text.replace("Btrfs loaded", "")  # nothing was mounted
    return machine.console.text


@each("6.1", "newest")
def test_both(kernel, pair):
    """The disk that is found last is not the one that is mounted, and neither was scanned before."""
    options = (*disk_options(pair / SECOND, "second"), *disk_options(pair / FIRST, "first"))
    with guest.Guest(kernel, pair / "image", f"{ROOT} rw", options) as machine:
        facts = machine.facts()
        assert machine.wait_end() == "guest-shutdown"
    check_usual(facts)
    check_root(facts, "rw")
    assert not any("is the name of other devices too" in line for line in facts["log"])


@each("newest")
def test_late(kernel, pair):
    """The second disk is plugged in during the wait, on another controller."""
    options = (*disk_options(pair / FIRST, "first"),
               *guest.disk_options(pair / SECOND, "virtio-scsi", late=True))
    with guest.Guest(kernel, pair / "image", "root=LABEL=pair", options) as machine:
        machine.wait_console("waiting for root=LABEL=pair: 1 block devices found")
        machine.plug("virtio-scsi")
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, "ro")


@each("6.1")
def test_missing(kernel, pair):
    """Half a mirror is not mounted, whatever names it."""
    for root in (ROOT, "root=/dev/vda panic=-1"):
        console = fails(kernel, pair, f"{root} gangway.timeout=2", disk_options(pair / SECOND, "second"))
        assert (f"{root.split()[0]} is /dev/vda, which lacks devices of its file system"
                in console)


@each("6.1")
def test_degraded(kernel, pair):
    """rootflags=degraded: at the end of the wait, not before."""
    words = f"{ROOT} gangway.timeout=4 rootflags=degraded rw"
    with guest.Guest(kernel, pair / "image", words, disk_options(pair / FIRST, "first")) as machine:
        facts = machine.facts()
    assert "degraded" in check_root(facts, "rw")
    assert any("waiting for root=" in line for line in facts["log"])


@each("6.1")
def test_copy(kernel, pair):
    """With a copy of one disk, nobody knows which one belongs to the other disk."""
    options = (*disk_options(pair / FIRST, "first"), *disk_options(pair / SECOND, "second"),
               *disk_options(pair / SECOND, "copy"))
    console = fails(kernel, pair, f"{ROOT} gangway.timeout=2 rootflags=degraded", options)
    assert re.search(f"root=UUID={UUID} is /dev/vd., which is in a file system with a copied device",
                     console)


@each("6.1")
def test_host(kernel, pair, tmp_path):
    """mkinitrd --host: the drivers of all its disks are in the image, which then boots without coldplug."""
    options = (*disk_options(pair / FIRST, "first"), *guest.disk_options(pair / SECOND, "virtio-scsi"))
    with guest.Guest(kernel, pair / "image", f"{ROOT} init=/sbin/capture", options) as machine:
        captured = capture.unpack(machine.facts(), tmp_path)
    images.mkinitrd(kernel, tmp_path / "image", "--machine", captured, "--busybox", "none")
    with guest.Guest(kernel, tmp_path / "image", f"{ROOT} gangway.coldplug=no", options) as machine:
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, "ro")
