# SPDX-License-Identifier: GPL-2.0
"""mkinitrd --host: a boot with coldplug captures each machine, which then boots from the image made from
that capture, without coldplug."""

import subprocess

import pytest

from harness import capture, images, kernels
from harness.boots import check_root
from harness.machines import MACHINES

# The machine, the kernel for the capture, and the kernel of the image: they differ in names and in
# built-in modules.
CASES = (
    ("lsi", "6.1", "6.1"),
    ("sdhci", "6.1", "6.1"),
    ("iommu", "newest", "newest"),
    ("ahci", "6.1", "newest"),
    ("xhci", "newest", "6.1"),
    ("virtio-mmio", "6.1", "newest"),
)


@pytest.fixture(scope="session")
def root(made):
    return made("captured.disk", lambda path: capture.DISK.make(path, capture.files()))


@pytest.mark.parametrize("name, kernel, other", CASES, indirect=["kernel"])
def test_host(kernel, image, root, tmp_path, name, other):
    """A capture of a capture is equal; the log has no failed module."""
    captured = capture.take(kernel, image("generic"), name, root, tmp_path)
    again = tmp_path / "again"
    subprocess.run([capture.MKINITRD, "--machine", captured, "--capture", again], check=True)
    subprocess.run(["diff", "-r", "--no-dereference", captured, again], check=True)
    other = kernels.kernel(other)
    images.mkinitrd(other, tmp_path / "image", "--machine", captured, "--busybox", "none")
    facts = capture.boot(other, tmp_path / "image", name, root,
                         "gangway.coldplug=no init=/sbin/usual")
    check_root(facts, (f"/dev/{MACHINES[name].root}", "ext4", "ro"))
    assert not any("failed" in line for line in facts["log"]), facts["log"]
