# SPDX-License-Identifier: GPL-2.0
"""mkinitrd --test: images that get to init on each disk that it chooses, and images that do not."""

import os
import shutil
import subprocess

import pytest

from harness import images, kernels

# The kernel and the modules, those of the disk that is chosen first.
GOOD = (
    ("newest", "nvme"),
    ("6.1", "ahci,sd_mod"),
    ("newest", "virtio_blk,virtio_pci"),
    ("6.1", "virtio_scsi,virtio_pci,sd_mod"),
    ("6.1", "megaraid_sas,sd_mod"),
    ("6.1", "vmw_pvscsi,sd_mod"),
    ("6.1", "sym53c8xx,sd_mod"),
    ("6.1", "ata_piix,sd_mod"),
    ("6.1", "usb_storage,xhci_pci,sd_mod"),
)


@pytest.fixture
def environment(tmp_path):
    """A QEMU without KVM, which may exist and not work."""
    program = tmp_path / "bin/qemu-system-x86_64"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\ncase "$*" in *accel=kvm*) exit 1 ;; esac\n'
                       f'exec {shutil.which(program.name)} "$@"\n')
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}


def run(kernel, path, environment, *options):
    command = [images.BUILD / "mkinitrd", "--force", "--test=240", "--rootdir", kernel.root,
               "--busybox", "none", *options, path, kernel.release]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize("name, modules", GOOD)
def test_good(environment, tmp_path, name, modules):
    made = run(kernels.kernel(name), tmp_path / "image", environment, "--modules", f"{modules},ext4")
    assert (made.returncode, made.stderr) == (0, "")
    driver = modules.split(",", maxsplit=1)[0]
    assert f"image: got to init in QEMU, with ext4 on {driver}\n" in made.stdout
    assert (tmp_path / "image").exists()


@pytest.mark.parametrize("config, cause", (
    ("gangway.coldplug=no gangway.modules=", "root=LABEL=gangway-test did not appear within 3 s"),
    ("modprobe.blacklist=ext4", "cannot mount /dev/vda as ext4"),
))
def test_bad(environment, tmp_path, config, cause):
    """The failure report is printed, and the old image is kept."""
    (tmp_path / "conf").write_text(f"gangway.timeout=3 {config}\n")
    (tmp_path / "image").write_text("old")
    made = run(kernels.kernel("6.1"), tmp_path / "image", environment, "--config", tmp_path / "conf",
               "--modules", "virtio_blk,virtio_pci,ext4")
    assert made.returncode == 1
    assert "it did not get to init; the console:\n" in made.stderr
    assert cause in made.stderr
    assert made.stderr.splitlines()[-1].endswith("Attempted to kill init! exitcode=0x00000100")
    assert (tmp_path / "image").read_text() == "old"
