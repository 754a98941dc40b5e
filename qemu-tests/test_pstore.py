# SPDX-License-Identifier: GPL-2.0
"""A boot that ends in the kernel's panic: its failure report is kept in pstore, as ERST of ACPI or an EFI
variable, and read in the next boot with the commands of docs/when-it-does-not-boot.md."""

import re
import shutil

import pytest

from harness import disks, guest, images
from harness.machines import ALL_MODULES
from test_gptauto import OVMF, efi

MODULES = "virtio_pci,virtio_blk"
READ = "mount -t pstore pstore /sys/fs/pstore; grep -h gangway: /sys/fs/pstore/*; echo read-$((6 * 7))"
SUMMARY = """\
summary: step root failed: root=LABEL=nowhere did not appear within 1 s
requested: root=LABEL=nowhere ro
"""


def erst(directory):
    return disks.erst_options(directory / "erst")


def variables(directory):
    shutil.copy(OVMF / "OVMF_VARS.fd", directory / "variables")
    return efi(directory / "variables")


@pytest.fixture
def pstore_image(made, kernel, tmp_path):
    """An image with the driver for EFI variables; that of ERST is built in."""
    def make(path):
        config = tmp_path / "gangway.conf"
        config.write_text("gangway.modules=\n")
        images.mkinitrd(kernel, path, "--modules", f"{ALL_MODULES},efi_pstore", "--config", config,
                        "--busybox", "/bin/busybox")
    return made(f"pstore-{kernel.release}.image", make)


@pytest.mark.parametrize("kernel, backend, modules", [
    ("6.1", erst, MODULES),
    ("newest", erst, MODULES),
    ("6.1", variables, f"efi_pstore,{MODULES}"),
], indirect=["kernel"], ids=["erst-6.1", "erst-newest", "efi-6.1"])
def test_report_is_kept(kernel, backend, modules, pstore_image, disk, tmp_path):
    store = backend(tmp_path)
    with guest.Guest(kernel, pstore_image, f"root=LABEL=nowhere gangway.timeout=1 panic=-1 gangway.modules={modules}",
                     (*store, *guest.disk_options(disk("ext2"), "virtio-blk"))) as machine:
        assert machine.wait_end() == "guest-reset"
    with guest.Guest(kernel, pstore_image, f"root=LABEL=test-ext2 gangway.break=mount gangway.modules={modules}",
                     (*store, *guest.disk_options(disk("ext2"), "virtio-blk"))) as machine:
        machine.wait_console("starting rescue shell before step mount")
        begin = len(machine.console.text)
        end = machine.ask(READ, "read-42")
        kept = re.sub(r"^.*gangway: ", "", machine.console.text[begin:end], flags=re.MULTILINE)
        assert SUMMARY in kept, kept
        assert "no rescue shell: panic= is negative; the kernel will panic in 0 s\n" in kept
