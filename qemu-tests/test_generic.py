# SPDX-License-Identifier: GPL-2.0
"""mkinitrd --generic and --learn: the second image has the modules that the first boot loaded."""

import json
import re
import shutil
import subprocess

import pytest

from harness import guest, images
from harness.boots import check_root, check_usual

ROOT = ("/dev/sda", "ext4", "ro")


def boot(kernel, image, bus, disk, words=""):
    with guest.Guest(kernel, image, f"root=LABEL=test-ext4 {words}",
                     guest.disk_options(disk("ext4"), bus)) as machine:
        return machine.facts()


def live(facts):
    record = json.loads("".join(facts["boot"]))
    return record["release"], {module["name"] for module in record["modules"]
                               if module["state"] == "live"}


@pytest.mark.parametrize("kernel", ["newest"], indirect=True)
def test_learn(kernel, image, disk, tmp_path):
    """The second image has the modules that the first boot loaded, and uses no coldplug."""
    found = boot(kernel, image("generic"), "lsi", disk)
    check_root(found, ROOT)
    release, modules = live(found)
    assert release == kernel.release
    (tmp_path / "boot.json").write_text("".join(found["boot"]))
    images.mkinitrd(kernel, tmp_path / "image", "--learn", tmp_path / "boot.json",
                    "--busybox", "none")
    learnt = boot(kernel, tmp_path / "image", "lsi", disk, "gangway.coldplug=no")
    check_usual(learnt)
    check_root(learnt, ROOT)
    assert live(learnt)[1] <= modules


def small_root(kernel, directory, *names):
    """A root with some of the kernel's modules, not indexed by depmod."""
    modules = directory / "lib/modules" / kernel.release
    for name in names:
        steps = subprocess.run(["/sbin/modprobe", "-d", kernel.root, "-S", kernel.release,
                                "--show-depends", name], check=True, capture_output=True, text=True)
        for file in re.findall(rf"^insmod \S*/{re.escape(kernel.release)}/(\S+)", steps.stdout,
                               re.MULTILINE):
            (modules / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(kernel.modules / file, modules / file)
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        shutil.copy(kernel.modules / name, modules / name)
    shutil.copy(kernel.vmlinuz, modules / "vmlinuz")
    return modules


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_microcode(kernel, disk, tmp_path):
    """An uncompressed archive in front of the image. There is no microcode for these processors: the
    kernel only has to skip it."""
    root = tmp_path / "root"
    small_root(kernel, root, "virtio_pci", "virtio_scsi", "sd_mod", "ext4")
    for name in ("amd-ucode/microcode_amd.bin", "intel-ucode/06-8e-0a"):
        file = root / "lib/firmware" / name
        file.parent.mkdir(parents=True)
        file.write_bytes(b"none" * 3001)
    images.mkinitrd(kernel, tmp_path / "image", "--generic", "--rootdir", root, "--busybox", "none")
    assert b"GenuineIntel.bin" in (tmp_path / "image").read_bytes()[:32768]
    facts = boot(kernel, tmp_path / "image", "virtio-scsi", disk)
    check_usual(facts)
    check_root(facts, ROOT)
