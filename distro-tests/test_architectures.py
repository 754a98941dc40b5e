# SPDX-License-Identifier: GPL-2.0
"""Other architectures: an image made on this machine boots to the real init from an ext4 disk; the
embedded system."""

import re
import subprocess
import sys

import pytest

from harness import disks, guest, images, kernels
from harness.architectures import ARCHITECTURES
from harness.boots import check_root, check_usual

DISK = disks.Disk("ext4", "test-foreign", "11111111-2222-4333-8444-0000000000f0", megabytes=64)
UEFI = "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"
LIMIT = 900  # seconds: emulated processors on a busy machine


@pytest.mark.parametrize("name", kernels.FOREIGN)
def test_boot(name, tmp_path):
    boot(name, images.BUILD / name.partition("-")[0], tmp_path)


@pytest.mark.parametrize("name, directory", [("6.1", "."), ("arm64-6.1", "arm64")])
def test_musl(name, directory, tmp_path):
    boot(name, images.BUILD / "with-musl" / directory, tmp_path)


@pytest.mark.parametrize("name", ["arm64-6.1", "arm64-newest"])
def test_uefi(name, tmp_path):
    """As on a server: started by UEFI, and the devices are those of ACPI, not of a device tree."""
    console = boot(name, images.BUILD / "arm64", tmp_path, ("-bios", UEFI))
    assert re.search(r"\] efi: EFI v[\d.]+ by EDK II\n", console)
    assert "] ACPI: Interpreter enabled\n" in console and "] virtio_blk virtio" in console


def boot(name, build, tmp_path, options=()):
    kernel = kernels.kernel(name, whole=True)
    testinit = images.BUILD / kernel.architecture / "testinit"
    if kernel.architecture == "amd64":
        testinit = images.PROGRAMS / "testinit"
    machine = ARCHITECTURES[kernel.architecture]
    modules = f"lib/modules/{kernel.release}"
    DISK.make(tmp_path / "disk", {"sbin/init": testinit.read_bytes(),
                                  f"{modules}/modules.order": b""})
    images.mkinitrd(kernel, tmp_path / "image", "--generic", "--init", build / "init", "--busybox", "none")
    words = f"root=LABEL={DISK.label} rw panic=-1 gangway.timeout=90 testinit.port=/dev/{machine.port}"
    disk = guest.lasting_disk_options(tmp_path / "disk", "disk")
    with guest.Guest(kernel, tmp_path / "image", words, (*options, *disk), machine.clock, LIMIT) as running:
        facts = running.facts()
        running.wait_console("reboot: Power down")
    check_usual(facts)
    check_root(facts, ("/dev/vda", "ext4", "rw"))
    check_map(kernel, facts["log"], tmp_path / "disk", modules)
    return running.console.text


def check_map(kernel, log, disk, directory):
    """System.map is generated if the kernel knows all its symbols; the log has the reason if not."""
    disks.settle(disk)
    has_all = "CONFIG_KALLSYMS_ALL=y" in kernel.file("config").read_text()
    expected = "installed" if has_all else "the kernel knows its text symbols only (no KALLSYMS_ALL)"
    assert any(f"/{directory}/System.map: {expected}" in line for line in log), log
    assert ("System.map" in disks.names(disk, directory)) == has_all


def test_embedded():
    """`make embedded ARCH=arm64`: with modules, a data partition and a watchdog."""
    command = ["qemu-tests/commands/embedded.py", "arm64"]
    run = subprocess.run([sys.executable, "-B", *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         text=True)
    assert run.returncode == 0, run.stdout
    assert "embedded: gangway: watchdog: timeout 60 s\n" in run.stdout
    assert re.search(r"^embedded: gangway: starting /sbin/init in the image itself after ", run.stdout, re.M)
    assert re.search(r"^embedded: application: start [1-9]\d*$", run.stdout, re.M)
