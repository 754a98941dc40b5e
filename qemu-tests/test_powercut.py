# SPDX-License-Identifier: GPL-2.0
"""The power is cut while System.map is placed: at any moment, each place has the old or the new.

GANGWAY_CUTS says how often (`make soak` has it at 50)."""

import os
import random
import subprocess
import time

import pytest

import disks
import guest
import images
from maps import STUB

CUTS = int(os.environ.get("GANGWAY_CUTS", "5"))
DISK = disks.Disk("ext4", "cut", "11111111-2222-4333-8444-0000000000c0", megabytes=32)


@pytest.fixture(scope="session")
def small(any_kernel):
    return any_kernel("small")


@pytest.fixture(scope="session")
def cut_image(made, small):
    return made("cut.image", lambda path: images.mkinitrd(
        small, path, "--modules", "virtio_pci,virtio_blk,ext4", "--busybox", "none"))


def places(release):
    return f"/boot/System.map-{release}", f"/lib/modules/{release}/System.map"


def read_file(disk, path):
    """A file of an ext4 image, or None where there is none."""
    dump = disk.with_suffix(".dump")
    said = subprocess.run(["/sbin/debugfs", "-R", f"dump {path} {dump}", disk], check=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    return None if "File not found" in said else dump.read_bytes()


@pytest.mark.parametrize("cut", range(CUTS))
def test_cut(cut, small, vmlinuz_map, cut_image, tmp_path):
    disk = tmp_path / "cut.disk"
    boot, lib = places(small.release)
    DISK.make(disk, {"sbin/init": (images.PROGRAMS / "placer").read_bytes(),
                     boot[1:]: STUB, lib[1:]: STUB})
    after = random.uniform(0, 1.5)
    drive = f"if=none,id=disk,format=raw,cache=writeback,file={disk}"
    with guest.Guest(small, cut_image, "root=LABEL=cut rw panic=-1",
                     ("-drive", drive, "-device", "virtio-blk-pci,drive=disk")) as machine:
        machine.wait(lambda: "round=0" in machine.port.text, "the first round")
        time.sleep(after)
    # The journal is what a boot would replay first; nothing else may be broken.
    repaired = subprocess.run(["/sbin/e2fsck", "-p", disk], stdout=subprocess.PIPE, text=True)
    assert repaired.returncode in (0, 1), f"cut after {after:.3f} s: {repaired.stdout}"
    new = vmlinuz_map("small").read_bytes()
    for path in (boot, lib):
        assert read_file(disk, path) in (None, STUB, new), f"{path}, cut after {after:.3f} s"
