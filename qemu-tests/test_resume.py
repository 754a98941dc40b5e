# SPDX-License-Identifier: GPL-2.0
"""resume=: a system hibernates to a disk or a swap file, and is resumed, or cannot be resumed. The EFI variable
HibernateLocation, which systemd writes, instead of resume=."""

import re
import shutil
import subprocess
from pathlib import Path

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
    [ ! -e /variable ] || . /variable write
    echo shutdown >/sys/power/disk
    echo "now it sleeps"
    echo disk >/sys/power/state
    echo "now it is awake: $(busybox cat /tmp/kept), $(busybox cat /kept)"
    [ ! -e /variable ] || . /variable
}
busybox sync
busybox poweroff -f
"""
# Writes /value to the variable, and prints whether it exists.
VARIABLE = b"""
busybox mount -t efivarfs none /sys/firmware/efi/efivars
cd /sys/firmware/efi/efivars
[ "$1" != write ] || busybox cat /value >HibernateLocation-8cf2644b-4b0b-428f-9387-6d876050dc67
echo "variables: $(busybox ls | busybox grep -c ^HibernateLocation-)"
cd /
busybox umount /sys/firmware/efi/efivars
"""
# Writes the variable only in the first boot.
WRITE = b"""#!/bin/busybox sh
busybox mount -o remount,rw /
[ -e /written ] || {
    echo x >/written
    set write
}
echo "boot of $(busybox cat /proc/sys/kernel/random/boot_id)"
. /variable
busybox poweroff -f
"""
OVMF = Path("/usr/share/OVMF")
SWAP_UUID = "22222222-3333-4444-8555-666666666666"
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
    subprocess.run(["/sbin/mkswap", "-q", "-L", "sleeper", "-U", SWAP_UUID, path], check=True)
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


# ---- the EFI variable ----------------------------------------------------------------------------

@pytest.fixture(name="efi_machine")
def make_efi_machine(machine, tmp_path):
    """With the text of the variable as a file of its root."""
    shutil.copy(OVMF / "OVMF_VARS.fd", tmp_path / "vars.fd")
    machine.options["efi"] = (
        "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={OVMF}/OVMF_CODE.fd",
        "-drive", f"if=pflash,unit=1,format=raw,file={tmp_path}/vars.fd")

    def make(text):
        value = bytes([7, 0, 0, 0]) + f"{text}\0".encode("utf-16-le")
        machine.root(files={"sbin/init": SLEEP, "sbin/write": WRITE, "variable": VARIABLE, "value": value})
        return machine
    return make


def location(uuid=SWAP_UUID, system=""):
    """As systemd 257 writes it."""
    return f'{{"uuid":"{uuid}","offset":0,"kernelVersion":"6.1.0"{system}}}'


BLK_EFI = "virtio_pci,virtio_blk,ext4,efivarfs"


def test_efi_variable(efi_machine):
    """The system is resumed without resume=, and the variable is deleted. The kernel loads efivarfs."""
    machine = efi_machine(location())
    swap = add_swap(machine)
    console = machine.boot(modules=BLK_EFI)
    assert "now it sleeps" in console and "variables: 1" in console
    assert swap.read_bytes()[4086:4096] == b"S1SUSPEND\0"
    console = machine.boot()
    assert re.search("gangway: resuming from /dev/vd[ab]", console)
    assert "now it is awake: in memory, on disk" in console and "variables: 0" in console
    assert "EXT4-fs (vda): mounted" not in console and "boot of" not in console
    console = machine.boot()
    assert "boot of" in console and "HibernateLocation" not in console and "step resume" not in console


@ONE_KERNEL
@pytest.mark.parametrize("text, words, says, left", [
    (location(), "", "EFI variable HibernateLocation: no hibernated system on /dev/vd[ab]", 0),
    (location(), "resume=LABEL=sleeper", "", 1),
    (location(), "noresume", "", 1),
    (location("99999999-3333-4444-8555-666666666666"), "gangway.timeout=3",
     "step resume: EFI variable HibernateLocation: UUID=99999999-3333-4444-8555-666666666666: did not appear", 1),
    (location("99999999-3333-4444-8555-666666666666"), "rootwait",
     "step resume: EFI variable HibernateLocation: UUID=99999999-3333-4444-8555-666666666666: did not appear", 1),
    ("{garbage", "", "ignoring EFI variable HibernateLocation: Invalid argument", 1),
    ("x" * 2000, "", "ignoring EFI variable HibernateLocation: File too large", 1),
], ids=["no-image", "resume", "noresume", "no-device", "no-limit", "garbage", "large"])
def test_unused_efi_variable(efi_machine, text, words, says, left):
    """Without a hibernated system, or if the variable is not understood, the machine boots, with one message."""
    machine = efi_machine(text)
    add_swap(machine)
    assert "variables: 1" in machine.boot("init=/sbin/write", modules=BLK_EFI)
    console = machine.boot(f"init=/sbin/write {words}", modules=BLK_EFI)
    lines = [line for line in console.splitlines() if "EFI variable" in line and "waiting for" not in line]
    assert [bool(re.search(f"gangway: {says}", line)) for line in lines] == ([True] if says else [])
    assert "boot of" in console and f"variables: {left}" in console


@ONE_KERNEL
def test_other_system(efi_machine, tmp_path):
    """The hibernated system is another one than that of the image's os-release: it is not resumed. (The second boot
    here mounts the root, which is safe only because it changes nothing that the hibernated system uses.)"""
    machine = efi_machine(location(system=',"osReleaseId":"debian"'))
    swap = add_swap(machine)
    assert "now it sleeps" in machine.boot(modules=BLK_EFI)
    plain, machine.image = machine.image, tmp_path / "released"
    shutil.copy(plain, machine.image)
    images.add_file(machine.image, "etc/initrd-release", b'NAME="A name"\nID=other\n')
    console = machine.boot("init=/sbin/write", modules=BLK_EFI)
    assert "ignoring EFI variable HibernateLocation: it is of another system, debian" in console
    assert re.search("/dev/vd[ab]: a hibernated system; resuming it later damages the root", console)
    assert swap.read_bytes()[4086:4096] == b"S1SUSPEND\0"
    shutil.copy(plain, machine.image)
    images.add_file(machine.image, "etc/initrd-release", b'NAME="A name"\nID=debian\n')
    console = machine.boot(modules=BLK_EFI)
    assert "now it is awake: in memory, on disk" in console and "variables: 0" in console
