# SPDX-License-Identifier: GPL-2.0
"""A machine that boots with every driver and captures itself, for mkinitrd --host."""

import base64
import io
import tarfile
from pathlib import Path

from harness import disks, guest, images, roots
from harness.machines import MACHINES

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


def files():
    """The default root, with an init that captures the machine."""
    applets = ("sh", "cat", "tar", "gzip", "base64", "poweroff")
    return {"bin/busybox": BUSYBOX.read_bytes(), "bin/mkinitrd": MKINITRD.read_bytes(),
            **{f"bin/{name}": "busybox" for name in applets},
            **{path.lstrip("/"): Path(path).read_bytes() for path in roots.libraries(MKINITRD)},
            "sbin/init": CAPTURE.encode(), "sbin/usual": roots.testinit()}


def boot(kernel, image, name, root, words):
    options = guest.disk_options(root, name)
    with guest.Guest(kernel, image, f"root=LABEL={DISK.label} {words}", options,
                     clock=MACHINES[name].clock) as machine:
        return machine.facts()


def unpack(facts, directory):
    """The capture that the init has reported, as a directory."""
    assert (facts["status"], facts["output"]) == (["0"], [""])
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(facts["tar"][0]))) as tar:
        tar.extractall(directory)
    return directory / "captured"


def take(kernel, image, name, root, directory):
    """The capture of the machine, as a directory."""
    return unpack(boot(kernel, image, name, root, ""), directory)
