# SPDX-License-Identifier: GPL-2.0
"""mkinitrd --host: a boot with coldplug captures each machine, which then boots from the image made from
that capture, without coldplug."""

import base64
import io
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

import disks
import guest
import images
import kernels
from machines import MACHINES
from test_boot import check_root

MKINITRD = images.BUILD / "mkinitrd"
BUSYBOX = Path("/bin/busybox")
DISK = disks.Disk("ext4", "captured", "11111111-2222-4333-8444-0000000000c0", megabytes=128)

CAPTURE = """#!/bin/busybox sh
# The root is read-only; /run came from the initramfs.
cd /run
/bin/mkinitrd --capture captured >output 2>&1
status=$?
printf 'status=%s\\noutput=%s\\ntar=' "$status" "$(cat output)" >/dev/ttyS1
tar -cz captured | base64 -w 0 >/dev/ttyS1
printf '\\nend=\\n' >/dev/ttyS1
poweroff -f
"""


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


def libraries(program):
    """The libraries and the interpreter of the program."""
    listed = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return re.findall(r"(/\S+) \(0x", listed)


def files():
    """The default root, with an init that captures the machine."""
    applets = ("sh", "cat", "tar", "gzip", "base64", "poweroff")
    return {"bin/busybox": BUSYBOX.read_bytes(), "bin/mkinitrd": MKINITRD.read_bytes(),
            **{f"bin/{name}": "busybox" for name in applets},
            **{path.lstrip("/"): Path(path).read_bytes() for path in libraries(MKINITRD)},
            "sbin/init": CAPTURE.encode(), "sbin/usual": (images.PROGRAMS / "testinit").read_bytes()}


@pytest.fixture(scope="session")
def root(made):
    return made("captured.disk", lambda path: DISK.make(path, files()))


def boot(kernel, image, name, root, words):
    options = guest.disk_options(root, name)
    with guest.Guest(kernel, image, f"root=LABEL={DISK.label} {words}", options,
                     clock=MACHINES[name].clock) as machine:
        return machine.facts()


def capture(kernel, image, name, root, directory):
    """The capture of the machine, as a directory."""
    facts = boot(kernel, image, name, root, "")
    assert (facts["status"], facts["output"]) == (["0"], [""])
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(facts["tar"][0]))) as tar:
        tar.extractall(directory)
    return directory / "captured"


@pytest.mark.parametrize("name, kernel, other", CASES, indirect=["kernel"])
def test_host(kernel, image, root, tmp_path, name, other):
    """A capture of a capture is equal; the log has no failed module."""
    captured, again = capture(kernel, image("generic"), name, root, tmp_path), tmp_path / "again"
    subprocess.run([MKINITRD, "--machine", captured, "--capture", again], check=True)
    subprocess.run(["diff", "-r", "--no-dereference", captured, again], check=True)
    other = kernels.kernel(other)
    images.mkinitrd(other, tmp_path / "image", "--machine", captured, "--busybox", "none")
    facts = boot(other, tmp_path / "image", name, root, "gangway.coldplug=no init=/sbin/usual")
    check_root(facts, (f"/dev/{MACHINES[name].root}", "ext4", "ro"))
    assert not any("failed" in line for line in facts["log"]), facts["log"]
