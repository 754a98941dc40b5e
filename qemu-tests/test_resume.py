# SPDX-License-Identifier: GPL-2.0
"""resume=: a system hibernates to a disk or a swap file, and is resumed, or cannot be resumed."""

import re
import subprocess

import pytest

from harness import disks, images
from harness.machines import ALL_MODULES
from harness.written import DISKS, Machine, busybox

ONE_KERNEL = pytest.mark.parametrize("kernel", ["6.1"], indirect=True)

# Hibernates; the last lines are run when the system is resumed. The root must not be mounted before that.
SLEEP = b"""#!/bin/busybox sh
export PATH=/bin
busybox mount -o remount,rw /
busybox mount -t tmpfs none /tmp
echo "boot of $(busybox cat /proc/sys/kernel/random/boot_id)"
echo in memory >/tmp/kept
echo on disk >/kept
if [ -e /swap ]; then
    busybox swapon /swap
else
    busybox swapon /dev/vda 2>/dev/null || busybox swapon /dev/vdb
fi
[ -e /sleeps ] || {
    echo x >/sleeps
    busybox sync
    echo shutdown >/sys/power/disk
    echo "now it sleeps"
    echo disk >/sys/power/state
    echo "now it is awake: $(busybox cat /tmp/kept), $(busybox cat /kept)"
}
busybox sync
busybox poweroff -f
"""
SWAP_SIZE = 192 * disks.MIB


@pytest.fixture(name="machine")
def make_machine(kernel, made, tmp_path):
    def make(path):
        config = tmp_path / "gangway.conf"
        config.write_text("gangway.modules= # the command line lists them\n")
        images.mkinitrd(kernel, path, "--modules", ALL_MODULES, "--with", "resume", "--config", config,
                        "--busybox", "none")
    machine = Machine(kernel, made(f"resume-{kernel.release}", make), tmp_path)
    machine.root(files={"sbin/init": SLEEP})
    return machine


def add_swap(machine):
    path = machine.directory / "swap"
    disks.empty(path, SWAP_SIZE)
    subprocess.run(["/sbin/mkswap", "-q", "-L", "sleeper", path], check=True)
    machine.add("swap", path)
    return path


def test_resumed(machine):
    """The hibernated system continues, and its root was not mounted before."""
    swap = add_swap(machine)
    console = machine.boot("resume=LABEL=sleeper")
    assert "now it sleeps" in console
    assert swap.read_bytes()[4086:4096] == b"S1SUSPEND\0"
    console = machine.boot("resume=LABEL=sleeper")
    assert re.search("gangway: resuming from /dev/vd[ab]", console)
    assert "now it is awake: in memory, on disk" in console
    assert "EXT4-fs (vda): mounted" not in console and "boot of" not in console
    assert swap.read_bytes()[4086:4096] == b"SWAPSPACE2"


class Disk4096(disks.Disk):
    """Its blocks have the size of a page, as a swap file requires."""
    sector = 4096


@ONE_KERNEL
def test_swap_file(machine, tmp_path):
    """The file is on the root; resume_offset= is its first block."""
    swap, root = tmp_path / "file", tmp_path / "large"
    swap.write_bytes(b"\1" * SWAP_SIZE)  # without holes
    subprocess.run(["/sbin/mkswap", "-q", swap], check=True)
    Disk4096("ext4", "root", DISKS["root"].uuid, SWAP_SIZE // disks.MIB + 64).make(
        root, {**busybox(), "sbin/init": SLEEP, "swap": swap.read_bytes()})
    machine.add("root", root)
    words = f"resume=LABEL=root resume_offset={int(disks.debugfs(root, 'bmap /swap 0'))}"
    assert "now it sleeps" in machine.boot(words)
    console = machine.boot(words)
    assert "now it is awake: in memory, on disk" in console and "boot of" not in console


@ONE_KERNEL
def test_not_resumed(machine, tmp_path):
    """With noresume, or without the helper, the system is not resumed, and remains on the disk. On a machine
    with other memory, the kernel discards it; the reason is logged, and the machine boots."""
    swap = add_swap(machine)
    assert "now it sleeps" in machine.boot("resume=LABEL=sleeper")
    console = machine.boot("resume=LABEL=sleeper noresume init=/bin/true")
    assert "resuming" not in console and "hibernated" not in console
    assert swap.read_bytes()[4086:4096] == b"S1SUSPEND\0"
    helper, machine.image = machine.image, tmp_path / "plain"
    images.mkinitrd(machine.kernel, machine.image, "--modules", ALL_MODULES, "--busybox", "none")
    console = machine.boot("resume=LABEL=sleeper init=/bin/true rootdelay=3")
    assert "gangway: step resume: /lib/gangway/resume: No such file or directory" in console
    assert re.search("gangway: /dev/vd[ab]: a hibernated system; resuming it later damages the root: run mkswap",
                     console)
    assert swap.read_bytes()[4086:4096] == b"S1SUSPEND\0"
    machine.image, machine.options["memory"] = helper, ("-m", "320")
    console = machine.boot("resume=LABEL=sleeper")
    assert "could not resume the system on /dev/vd" in console and "Image mismatch" in console
    assert "boot of" in console and swap.read_bytes()[4086:4096] == b"SWAPSPACE2"


@ONE_KERNEL
def test_nothing_to_resume(machine):
    """Swap space without a hibernated system is not an error. A missing device is reported, and the machine boots."""
    add_swap(machine)
    console = machine.boot("resume=LABEL=sleeper noresume")
    assert "now it sleeps" in console
    console = machine.boot("resume=LABEL=gone gangway.timeout=3")
    assert "gangway: step resume: resume=: LABEL=gone: did not appear" in console
    assert "boot of" in console
