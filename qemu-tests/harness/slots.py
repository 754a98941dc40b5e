# SPDX-License-Identifier: GPL-2.0
"""Disks with two root partitions for gangway.slots=gpt; their attributes, read by other programs."""

import os
import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import disks, images
from harness.roots import ESP, LOADER, ROOT_X86_64

A, B = 2, 3  # partition numbers
UUIDS = {A: "6a6e7761-0000-4000-8000-0000000000a2", B: "6a6e7761-0000-4000-8000-0000000000b3"}
STARTS = {A: 4, B: 20}  # MiB
SIZE = 40               # MiB

INIT = """#!/bin/busybox sh
echo "running: {name}"
gangway-confirm --status
echo "status: $?"
{more}
/bin/busybox poweroff -f
"""
CONFIRM = 'gangway-confirm; echo "gangway-confirm: $?"; gangway-confirm --status'

# The last partition ends in the block of 4 KiB in which the backup entries begin. The page cache of the disk,
# which is kept open, has this block as it was before the end of the partition is written.
DATA_START = 38  # MiB
LAST = SIZE * disks.MIB // 512 - 34  # sector
WRITE_END = f"""
exec 3</dev/vda
busybox dd if=/dev/vda of=/dev/null bs=4096 skip={LAST // 8} count=1
busybox printf %512s new | busybox dd of=/dev/vda4 bs=512 seek={LAST - DATA_START * disks.MIB // 512} conv=fsync
"""


@dataclass(frozen=True)
class Slot:
    """cgpt's attributes of a partition."""
    priority: int
    tries: int
    successful: int

    def bits(self):
        value = self.priority | self.tries << 4 | self.successful << 8
        return ",".join(str(48 + bit) for bit in range(16) if value >> bit & 1)


GOOD_A, NEW_B = Slot(1, 0, 1), Slot(2, 2, 0)


def table(slots, sector):
    """Behind the slots, a partition up to the last usable sector."""
    reserved = 1 + 16384 // sector  # at the end: a header, and 128 entries
    data = (SIZE - DATA_START) * disks.MIB // sector - reserved
    rows = "".join(f'start={STARTS[number]}MiB, size=16MiB, type={ROOT_X86_64}, uuid={UUIDS[number]}, '
                   f'attrs="GUID:{slot.bits()}"\n' for number, slot in slots.items())
    return f"label: gpt\nstart=1MiB, size=1MiB, type={ESP}, uuid={LOADER}\n{rows}start={DATA_START}MiB, size={data}\n"


def root_files(name, more=""):
    return {"bin/busybox": Path("/bin/busybox").read_bytes(),
            "sbin/gangway-confirm": (images.BUILD / "helpers/trial").read_bytes(),
            "sbin/init": INIT.format(name=name, more=more).encode()}


def make(path, slots, roots, sector=512):
    """A disk with these attributes and files for each partition; no files: no file system."""
    disk = disks.Table("ext4", "", "", table=table(slots, sector), disk=SIZE, sector=sector)
    disks.empty(path, SIZE * disks.MIB)
    disk.make_table(path)
    for number, files in roots.items():
        if not files:
            continue
        root = disks.Table("ext4", f"slot-{number}", f"11111111-2222-4333-8444-0000000000{number:02x}",
                           sector=sector)
        with disks.tree_of(files) as tree:
            root.mke2fs(path, tree, STARTS[number] * disks.MIB)


# ---- what other programs read -------------------------------------------------------------------

def run(*command, text=None):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=True, env={"LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}).stdout


def by_cgpt(path, number):
    """The last line: after a power cut, there is a warning before it."""
    return Slot(*(int(run("cgpt", "show", "-i", str(number), option, path).splitlines()[-1])
                  for option in ("-P", "-T", "-S")))


def by_fdisk(path, number, sector):
    rows = run("fdisk", "-b", str(sector), "-l", "-o", "Start,Attrs", path)
    start = STARTS[number] * disks.MIB // sector
    bits = re.search(rf"^ *{start} +GUID:([\d,]+)$", rows, re.MULTILINE)
    value = sum(1 << int(bit) - 48 for bit in bits.group(1).split(",")) if bits else 0
    return Slot(value & 15, value >> 4 & 15, value >> 8)


def end_of_data(path):
    with open(path, "rb") as disk:
        disk.seek(LAST * 512)
        return disk.read(512)


def check(path, sector=512):
    """Both copies of the table are valid and agree."""
    assert torn(path, sector) is None
    if sector == 512:
        assert "No problems found" in run("sgdisk", "-v", path)
    assert "No errors detected" in run("fdisk", "-b", str(sector), path, text="v\nq\n")


def torn(path, sector=512):
    """The copy that fdisk finds damaged: primary or backup."""
    found = re.search(r"The (primary|backup) GPT table is corrupt, but the \w+ appears OK",
                      run("fdisk", "-b", str(sector), "-l", path))
    return found and found.group(1)


def slot(path, number, sector=512):
    """The attributes, the same for all programs."""
    found = by_fdisk(path, number, sector)
    if sector == 512:
        assert by_cgpt(path, number) == found
    return found


# ---- the writes of a guest ----------------------------------------------------------------------

FLUSH, FUA, DISCARD, MARK = 1, 2, 4, 8


def logged_options(path, log, sector=512):
    """QEMU's options for a disk whose writes are logged, as by dm-log-writes."""
    return ("-blockdev", f"driver=blklogwrites,node-name=logged,log-sector-size={sector},"
            f"file.driver=file,file.filename={path},log.driver=file,log.filename={log}",
            "-device", f"virtio-blk-pci,drive=logged,logical_block_size={sector},physical_block_size={sector}")


def writes(log, sector):
    """The sectors that a log has, in order, as (offset, data), and None for a flush; the format is in
    Documentation/admin-guide/device-mapper/log-writes.rst."""
    data = Path(log).read_bytes()
    magic, _, entries, size = struct.unpack_from("<QQQI", data)
    assert magic == 0x6a736677736872
    at, found = size, []
    for _ in range(entries):
        start, count, flags, length = struct.unpack_from("<4Q", data, at)
        at += size
        if flags & FLUSH:
            found.append(None)
        if not flags & DISCARD and count:
            found += [(start * size + i, data[at + i:at + i + sector]) for i in range(0, count * size, sector)]
            at += count * size
    return found


def replay(path, changes):
    """Applies writes to a disk."""
    with open(path, "r+b") as disk:
        for change in changes:
            if change:
                disk.seek(change[0])
                disk.write(change[1])
        os.fsync(disk.fileno())
