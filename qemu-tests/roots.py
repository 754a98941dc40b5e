# SPDX-License-Identifier: GPL-2.0
"""The test roots: what lies on each disk."""

import struct

import disks
import images

DISKS = {
    "ext2": disks.Disk("ext2", "test-ext2", "11111111-2222-4333-8444-0000000000e2"),
    "ext3": disks.Disk("ext3", "test-ext3", "11111111-2222-4333-8444-0000000000e3"),
    "ext4": disks.Disk("ext4", "test-ext4", "11111111-2222-4333-8444-0000000000e4"),
    "partition": disks.Disk("ext4", "test-part", "11111111-2222-4333-8444-0000000000a1",
                            partitioned=True),
    "no-init": disks.Disk("ext2", "no-init", "11111111-2222-4333-8444-0000000000f0"),
    "bin-init": disks.Disk("ext2", "bin-init", "11111111-2222-4333-8444-0000000000f1"),
}


def testinit():
    return (images.PROGRAMS / "testinit").read_bytes()


def foreign_elf():
    """A whole, static ELF program, for a processor that these machines have not."""
    entry, aarch64, size = 0x400000, 183, 64 + 56
    return (b"\x7fELF\2\1\1" + bytes(9)
            + struct.pack("<HHIQQQIHHHHHH", 2, aarch64, 1, entry + size, 64, 0, 0, 64, 56, 1, 0, 0, 0)
            + struct.pack("<IIQQQQQQ", 1, 5, 0, entry, entry, size, size, 4096))


# The inits of the usual root; a case chooses one with init=.
INITS = {
    "sbin/init": testinit,
    "sbin/noexec": testinit,
    "sbin/link": lambda: "/opt/elsewhere/real",
    "opt/elsewhere/real": testinit,
    "sbin/foreign": foreign_elf,
    "sbin/badscript": lambda: b"#!/no/such/interpreter\n",
}

ROOT_FILES = {
    "ext2": INITS,
    "ext3": INITS,
    "ext4": INITS,
    "partition": INITS,
    "no-init": {},
    "bin-init": {"bin/init": testinit},
}
