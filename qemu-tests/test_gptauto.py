# SPDX-License-Identifier: GPL-2.0
"""root=gpt-auto: the root by the type of its partition, and the disk by an EFI variable."""

import re
import shutil
from pathlib import Path

import pytest

from harness import guest, images
from harness.boots import BLK, check_root, mounts
from harness.machines import ALL_MODULES
from harness.roots import LOADER

OVMF = Path("/usr/share/OVMF")
VARIABLE = "LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
EACH_KERNEL = pytest.mark.parametrize("kernel", ["6.1", "newest"], indirect=True)
ONE_KERNEL = pytest.mark.parametrize("kernel", ["6.1"], indirect=True)


def blk_disks(*paths):
    """Disks whose files are never written to; the order of /dev/vd* is not fixed."""
    return [part for number, path in enumerate(paths) for part in
            ("-drive", f"if=none,id=disk{number},format=raw,snapshot=on,file={path}",
             "-device", f"virtio-blk-pci,drive=disk{number}")]


def is_logged(facts, text):
    return any(text in line for line in facts["log"])


@EACH_KERNEL
def test_only_disk(kernel, image, disk):
    """The only partition without no-auto; rw is applied."""
    with guest.Guest(kernel, image("plain"), f"root=gpt-auto rw {BLK}",
                     blk_disks(disk("auto"))) as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/vda3", "ext4", "rw"))
    assert not is_logged(facts, "gpt-auto: ")


@ONE_KERNEL
def test_read_only(kernel, image, disk):
    """The partition's attribute overrides rw, which is logged."""
    with guest.Guest(kernel, image("plain"), f"root=gpt-auto rw {BLK}",
                     blk_disks(disk("auto-ro"))) as machine:
        facts = machine.facts()
    check_root(facts, ("/dev/vda2", "ext4", "ro"))
    assert is_logged(facts, "/dev/vda2 is mounted read-only, as the attributes of the partition "
                     "ask")


@ONE_KERNEL
def test_two_disks(kernel, image, disk):
    """Two candidates: both are reported, and none is mounted."""
    with guest.Guest(kernel, image("plain"), f"root=gpt-auto gangway.timeout=3 panic=-1 {BLK}",
                     blk_disks(disk("auto"), disk("auto-ro"))) as machine:
        assert machine.wait_end() == "guest-reset"
    assert re.search(r"gangway: step root failed: root=gpt-auto: there are 2 partitions of its type, "
                     r"/dev/vd(a2 and /dev/vdb3|b2 and /dev/vda3)", machine.console.text)
    assert machine.port.text == ""


# ---- with an EFI ---------------------------------------------------------------------------------

@pytest.fixture
def efi_image(made, kernel, tmp_path):
    """An image with root=gpt-auto in its configuration: mkinitrd adds the necessary module."""
    def make(path):
        config = tmp_path / "gangway.conf"
        config.write_text("root=gpt-auto gangway.modules=\n")
        images.mkinitrd(kernel, path, "--modules", ALL_MODULES, "--config", config,
                        "--busybox", "/bin/busybox")
    return made(f"gptauto-{kernel.release}.image", make)


def efi(variables):
    return ("-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={OVMF}/OVMF_CODE.fd",
            "-drive", f"if=pflash,unit=1,format=raw,file={variables}")


def write_variable(machine, value):
    """As a boot loader would, but from the shell: 32 bits of attributes, then UTF-16."""
    escaped = "".join(f"\\{byte:03o}" for byte in (7, 0, 0, 0, *f"{value}\0".encode("utf-16-le")))
    machine.wait_console("starting rescue shell")
    machine.ask("modprobe efivarfs; cd /sys/firmware/efi/efivars; "
                "mount -t efivarfs efivarfs . && cd . && echo at-$((6 * 7))", "at-42")
    machine.ask(f"printf '{escaped}' >/tmp-value; cat /tmp-value >{VARIABLE}; "
                f"wc -c <{VARIABLE}; echo written-$((6 * 7))", "78\nwritten-42")


@ONE_KERNEL
def test_loader_disk(kernel, efi_image, disk, tmp_path):
    """Of two disks the one with the boot loader, by its EFI variable."""
    variables = tmp_path / "vars.fd"
    shutil.copy(OVMF / "OVMF_VARS.fd", variables)
    disks = blk_disks(disk("auto"), disk("auto-ro"))
    with guest.Guest(kernel, efi_image, f"gangway.timeout=1 {BLK}",
                     (*efi(variables), *disks)) as machine:
        write_variable(machine, LOADER.upper())
    with guest.Guest(kernel, efi_image, BLK, (*efi(variables), *disks)) as machine:
        facts = machine.facts()
    assert re.fullmatch("/dev/vd[ab]2", mounts(facts)["/"][0])
