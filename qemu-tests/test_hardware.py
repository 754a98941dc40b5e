# SPDX-License-Identifier: GPL-2.0
"""Every machine of the table, with one image that has drivers for all and lists none."""

import re
import shutil
import subprocess

import pytest

from harness import guest, images
from harness.boots import check_root, check_usual, mounts
from harness.guest import log_time
from harness.kernels import modules_in_order
from harness.machines import MACHINES, SKIPS_TIME


@pytest.mark.parametrize("name", MACHINES)
def test_found(kernel, image, disk, name):
    """The drivers of controller, bus and disk are found by their modaliases."""
    options = guest.disk_options(disk("ext4"), name)
    with guest.Guest(kernel, image("generic"), "root=LABEL=test-ext4", options,
                     clock=MACHINES[name].clock) as machine:
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, (f"/dev/{MACHINES[name].root}", "ext4", "ro"))
    assert not any("failed" in line for line in facts["log"]), facts["log"]


# ---- compressed modules -----------------------------------------------------------------

def packed_image(kernel, directory):
    """The image of a distribution with xz-compressed modules."""
    modules = directory / "lib/modules" / kernel.release
    for module in modules_in_order(kernel, ("virtio_pci", "virtio_blk", "ext4")):
        packed = modules / module.relative_to(kernel.modules)
        packed.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module, packed)
        if packed.suffix == ".ko":
            subprocess.run(["xz", "--check=crc32", packed], check=True)
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        shutil.copy(kernel.modules / name, modules / name)
    subprocess.run(["/sbin/depmod", "-b", directory, kernel.release], check=True)
    image = directory / "image"
    images.mkinitrd(kernel, image, "--modules", "virtio_pci", "--busybox", "none")
    images.add_tree(image, directory / "lib", "lib")
    return image


def test_packed_modules(kernel, disk, tmp_path):
    """Debian's newest kernel decompresses them itself; 6.1 cannot, and the message contains what to do."""
    options = guest.disk_options(disk("ext4"), "virtio-blk")
    words = "root=LABEL=test-ext4 gangway.modules=virtio_blk gangway.timeout=1 panic=-1"
    with guest.Guest(kernel, packed_image(kernel, tmp_path), words, options) as machine:
        if kernel.name != "6.1":
            return check_root(machine.facts(), ("/dev/vda", "ext4", "ro"))
        machine.wait_end()
    says = "gangway: module virtio_ring: compressed, and this kernel cannot unpack it; store it as .ko"
    assert says in machine.console.text, machine.console.text[-4000:]


# ---- modules that crash or hang ------------------------------------------------------------

# These crash in init or never return from it: CONFIG_LKDTM and CONFIG_TEST_LOCKUP.
CRASH = "lkdtm.cpoint_name=DIRECT lkdtm.cpoint_type=EXCEPTION"
HANG = "test_lockup.state=D test_lockup.time_secs=600"
RULES = b"""softdep virtio_blk pre: test-lockup
utter nonsense
install ext4 /bin/sh -c 'exit 1'
"""


@pytest.fixture
def sick(any_kernel, made):
    """The small kernel, and an image with modules that crash and hang."""
    kernel = any_kernel("small")
    return kernel, made("sick.image", lambda path: images.mkinitrd(
        kernel, path, "--modules", "lkdtm,test_lockup,virtio_pci,virtio_blk,ext4",
        "--busybox", "none"))


def test_goes_on_without_them(sick, disk):
    """Modules that crash or hang do not delay others."""
    options = guest.disk_options(disk("ext4"), "virtio-blk")
    with guest.Guest(*sick, f"root=/dev/vda {CRASH} {HANG}", options, clock=SKIPS_TIME) as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/vda", "ext4", "ro"))
    assert any("gangway: module lkdtm: it crashed" in line for line in facts["log"]), facts["log"]
    assert log_time(facts["log"], "on /dev/vda") < 60


def test_waits_for_one_that_hangs(sick, disk, tmp_path):
    """The step times out; the report names the module and ignored lines of modprobe.d."""
    kernel, image = sick
    rules = tmp_path / "modprobe.d/rules.conf"
    rules.parent.mkdir()
    rules.write_bytes(RULES)
    own = shutil.copy(image, tmp_path / "image")
    images.add_tree(own, rules.parent, "etc/modprobe.d")
    options = guest.disk_options(disk("ext4"), "virtio-blk")
    with guest.Guest(kernel, own, f"root=/dev/vda panic=-1 {HANG}", options,
                     clock=SKIPS_TIME) as machine:
        machine.wait_end()
    for says in ("modprobe.d: ignoring 'utter nonsense': Invalid argument",
                 "modprobe.d: ignoring the install command for ext4",
                 "step root failed: root=/dev/vda did not appear within 30 s",
                 "module test_lockup: still loading after 3",
                 "module virtio_blk: waits for test_lockup"):
        assert f"gangway: {says}" in machine.console.text, machine.console.text[-4000:]


# ---- a kernel without options that others have -------------------------------------------------

def test_bare(any_kernel, disk, tmp_path):
    """Cases P10 and P11: without sockets and devtmpfs, /sys is scanned and /dev is made from it."""
    kernel, image = any_kernel("bare"), tmp_path / "image"
    images.mkinitrd(kernel, image, "--modules", "virtio_pci,virtio_blk,ext4", "--busybox", "none")
    options = guest.disk_options(disk("ext4"), "virtio-blk")
    with guest.Guest(kernel, image, "root=LABEL=test-ext4", options) as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/vda", "ext4", "ro"))
    assert sum("cannot receive device events" in line for line in facts["log"]) == 1, facts["log"]
    assert mounts(facts)["/dev"][1] == "tmpfs"


# ---- the failure report -----------------------------------------------------------------------

def failure_report(kernel, image, words, options=()):
    with guest.Guest(kernel, image, f"root=/dev/none panic=-1 gangway.timeout=1 {words}",
                     options) as machine:
        machine.wait_end()
    return machine.console.text


MISSING = (r"\S+ regulatory\S*: firmware regulatory.db is missing",
           r"/sys/devices/pci\S*:00:1f.2 has no driver; modules for it: ahci \(not in the image\).*",
           "to do: add the driver to the image: mkinitrd --modules ahci, or --generic")
# 6.1 does not wait for the IOMMU.
DEFERRED = (r"0000:00:02.0 waits for another device",
            r"/sys/devices/pci\S*:00:02.0 has no driver; modules for it: nvme \(live\)")


def test_what_is_missing(kernel, disk, tmp_path):
    """Missing firmware, a missing supplier, and a driver hint."""
    image = tmp_path / "image"
    images.mkinitrd(kernel, image, "--modules", "virtio_pci,nvme,cfg80211", "--busybox", "none")
    console = failure_report(kernel, image, "", guest.disk_options(disk("ext2"), "iommu"))
    for says in (*MISSING, *(() if kernel.name == "6.1" else DEFERRED)):
        assert re.search(f"gangway: {says}\n", console), console[-4000:]


def test_other_release(any_kernel, tmp_path):
    """An image for another kernel: logged when modules are loaded, and in the failure report."""
    others, ours = any_kernel("6.1"), any_kernel("newest")
    image = tmp_path / "image"
    images.mkinitrd(others, image, "--modules", "virtio_pci", "--busybox", "none")
    console = failure_report(ours, image, "")
    assert console.count(f"gangway: no modules for the running kernel {ours.release}; "
                         f"this image is for kernel {others.release}: "
                         f"build one with mkinitrd IMAGE {ours.release}\n") == 2, console[-4000:]
