# SPDX-License-Identifier: GPL-2.0
"""The test roots: the content of each disk."""

import re
import struct
import subprocess

from harness import disks, images

PART = "6a6e7761-0000-4000-8000-0000000000{:02x}"  # PARTUUIDs of GPT
SIGNATURE = "6a6e7761"                             # of MBR

GPT = f"""
label: gpt
label-id: {PART.format(0)}
start=1MiB, size=1MiB, uuid={PART.format(1)}, name="first"
start=4MiB, size=16MiB, uuid={PART.format(0xa2)}, name="würzel \u2116 2"
start=20MiB, size=1MiB, uuid={PART.format(3)}, name="würzel \u2116 3"
"""
MANY = "label: gpt\n" + "".join(
    f"start={number}MiB, size={16 if number == 128 else 1}MiB, uuid={PART.format(number)}, "
    f'name="part {number}"\n' for number in range(1, 129))
# Types of the Discoverable Partitions Specification.
ESP, ROOT_X86_64 = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709"
LOADER = PART.format(0xe2)  # the partition of the boot loader of "auto-ro"
AUTO = f"""
label: gpt
start=1MiB, size=1MiB, type={ESP}, uuid={PART.format(0xe1)}
start=2MiB, size=1MiB, type={ROOT_X86_64}, attrs="GUID:63"
start=4MiB, size=16MiB, type={ROOT_X86_64}
"""
AUTO_RO = f"""
label: gpt
start=1MiB, size=1MiB, type={ESP}, uuid={LOADER}
start=4MiB, size=16MiB, type={ROOT_X86_64}, attrs="GUID:60"
"""
MBR = f"""
label: dos
label-id: 0x{SIGNATURE}
start=1MiB, size=16MiB
start=20MiB, size=20MiB, type=5
start=21MiB, size=1MiB
start=23MiB, size=16MiB
"""

DISKS = {
    "ext2": disks.Disk("ext2", "test-ext2", "11111111-2222-4333-8444-0000000000e2"),
    "ext3": disks.Disk("ext3", "test-ext3", "11111111-2222-4333-8444-0000000000e3"),
    "ext4": disks.Disk("ext4", "test-ext4", "11111111-2222-4333-8444-0000000000e4"),
    "no-init": disks.Disk("ext2", "no-init", "11111111-2222-4333-8444-0000000000f0"),
    "bin-init": disks.Disk("ext2", "bin-init", "11111111-2222-4333-8444-0000000000f1"),
    "other-init": disks.Disk("ext2", "other-init", "11111111-2222-4333-8444-0000000000f2"),
    # On partitions: of a primary one, of a logical one, and of three ways to have a GPT.
    "mbr": disks.Table("ext4", "test-mbr", "11111111-2222-4333-8444-0000000000a1",
                       table=MBR, at=1, disk=48),
    "logical": disks.Table("ext4", "test-logical", "11111111-2222-4333-8444-0000000000a2",
                           table=MBR, at=23, disk=48),
    "gpt": disks.Table("ext4", "mein würzel 2", "11111111-2222-4333-8444-0000000000a3",
                       table=GPT, at=4, disk=24),
    "gpt-4096": disks.Table("ext4", "test-4096", "11111111-2222-4333-8444-0000000000a4",
                            table=GPT, at=4, disk=24, sector=4096),
    "gpt-backup": disks.Table("ext4", "test-backup", "11111111-2222-4333-8444-0000000000a5",
                              table=GPT, at=4, disk=24, spoilt=1),
    # For root=gpt-auto: next to a partition with no-auto, and one with read-only.
    "auto": disks.Table("ext4", "test-auto", "11111111-2222-4333-8444-0000000000a7",
                        table=AUTO, at=4, disk=24),
    "auto-ro": disks.Table("ext4", "test-auto-ro", "11111111-2222-4333-8444-0000000000a8",
                           table=AUTO_RO, at=4, disk=24),
    "gpt-many": disks.Table("ext4", "test-many", "11111111-2222-4333-8444-0000000000a6",
                            table=MANY, at=128, disk=146),
}


def testinit():
    return (images.PROGRAMS / "testinit").read_bytes()


def libraries(program):
    """The libraries and the interpreter of a program of this machine."""
    listed = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return re.findall(r"(/\S+) \(0x", listed)


def foreign_elf():
    """A complete static ELF program for another processor."""
    entry, aarch64, size = 0x400000, 183, 64 + 56
    return (b"\x7fELF\2\1\1" + bytes(9)
            + struct.pack("<HHIQQQIHHHHHH", 2, aarch64, 1, entry + size, 64, 0, 0, 64, 56, 1, 0, 0, 0)
            + struct.pack("<IIQQQQQQ", 1, 5, 0, entry, entry, size, size, 4096))


# The inits of the default root; a case chooses one with init=.
INITS = {
    "sbin/init": testinit,
    "sbin/noexec": testinit,
    "sbin/link": lambda: "/opt/elsewhere/real",
    "opt/elsewhere/real": testinit,
    "sbin/boots": lambda: "/opt/elsewhere/systemd",
    "sbin/relative": lambda: "../opt/elsewhere/systemd",
    "opt/elsewhere/systemd": testinit,
    "sbin/foreign": foreign_elf,
    "sbin/badscript": lambda: b"#!/no/such/interpreter\n",
}

ROOT_FILES = {
    **dict.fromkeys(DISKS, INITS),
    "no-init": {},
    "bin-init": {"bin/init": testinit},
    "other-init": {"sbin/badscript": testinit},
}
