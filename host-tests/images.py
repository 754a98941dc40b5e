#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes the images of host-tests/corpus/probe with the real tools, trimmed.

images.py [NAME[=FILE]...]: all of them, or these; needs the tools of each, and for some root, a
loop device, and a kernel with md. FILE is an image that the same command made elsewhere, for example
in a virtual machine, if this machine lacks what it needs; FILE is changed. Of an image, each sector
of 512 bytes is kept without which the result of blkid would differ. Two runs need not give the same bytes: tools put in times and random numbers.

A trimmed image is little-endian: u64 size of the device, then u64 offset, u32 length and the bytes
of each piece. What is not in a piece is zero.
"""

import os
import struct
import subprocess
import sys
import tempfile

CORPUS = os.path.join(os.path.dirname(__file__), "corpus", "probe")
UUID = "01234567-89ab-cdef-0123-456789abcdef"
MIB = 1 << 20
SECTOR = 512
UDF_SET = 0xc048  # offset of the name of the volume set as written by mkudffs, with blocks of 512 bytes


def put(at, data):
    """Writes bytes into the image."""
    return ("/usr/bin/python3 -c 'import sys; image = open(sys.argv[1], \"r+b\"); "
            f"image.seek({at}); image.write(bytes.fromhex(\"{data.hex()}\"))' IMAGE")


def md(options):
    return (f"mdadm -q --create /dev/md99 --run --force --homehost=box -u {UUID} {options} LOOP; "
            "mdadm -q -S /dev/md99")


# Name: size in MiB, command; IMAGE is the file, and LOOP a loop device on it.
IMAGES = {
    "ext2": (4, f"mke2fs -q -F -t ext2 -U {UUID} -L root IMAGE"),
    "ext3": (4, f"mke2fs -q -F -t ext3 -U {UUID} -L root IMAGE"),
    "ext4": (4, f"mke2fs -q -F -t ext4 -U {UUID} -L 'würzel 1' IMAGE"),
    "jbd": (4, f"mke2fs -q -F -O journal_dev -U {UUID} IMAGE"),
    "xfs": (300, f"mkfs.xfs -q -m uuid={UUID} -L root IMAGE"),
    "xfs-v4": (300, f"mkfs.xfs -q -m crc=0,uuid={UUID} -L 'twelve chars' IMAGE"),
    "btrfs": (128, f"mkfs.btrfs -q -U {UUID} -L 'a root of ours' IMAGE"),
    "f2fs": (64, f"mkfs.f2fs -q -U {UUID} -l wurzel-ü IMAGE"),
    "vfat12": (2, "mkfs.vfat -F 12 -i 1234abcd -n ROOT IMAGE"),
    "vfat16": (16, "mkfs.vfat -F 16 -i 1234abcd -n 'MY ROOT' IMAGE"),
    "vfat32": (64, "mkfs.vfat -F 32 -i 00000001 -n ROOT IMAGE"),
    "vfat-nameless": (16, "mkfs.vfat -i 1234abcd IMAGE"),
    "exfat": (16, "mkfs.exfat -L wurzelü IMAGE"),
    "ntfs": (16, "mkfs.ntfs -q -F -Q -L wurzel-ü IMAGE"),
    "iso9660": (0, "xorriso -as mkisofs -quiet -V ROOT_1 -o IMAGE /etc/hostname"),
    "iso9660-joliet": (0, "xorriso -as mkisofs -quiet -J -V Root_of_ours -o IMAGE /etc/hostname"),
    "iso9660-long": (0, "xorriso -as mkisofs -quiet -J -V 'Root*of*ours;longer_than:16' "
                     "-o IMAGE /etc/hostname"),
    "udf-hd": (16, "mkudffs --utf8 --media-type=hd --blocksize=512 -u 0123456789abcdef -l wurzel IMAGE"),
    "udf-dvd": (16, "mkudffs --utf8 --media-type=dvdrw --blocksize=2048 -u 0123456789abcdef -l wurzelü€ IMAGE"),
    # A name of the volume set that is shorter than the UUID made from it.
    "udf-short": (16, "mkudffs --utf8 --media-type=hd --blocksize=512 -l wurzel IMAGE; " +
                  put(UDF_SET, b"\x08012345678" + bytes(117) + b"\x0a")),
    "squashfs": (0, "mksquashfs /etc/hostname IMAGE -quiet -no-progress"),
    "erofs": (0, f"mkfs.erofs -U {UUID} IMAGE /etc/apt"),
    "nilfs2": (130, "mkfs.nilfs2 -q -L root IMAGE"),
    "jfs": (16, "mkfs.jfs -q -L root IMAGE"),
    "reiserfs": (40, f"mkfs.reiserfs -q -f -u {UUID} -l root IMAGE"),
    "reiserfs-3.5": (40, "mkfs.reiserfs -q -f --format 3.5 IMAGE"),
    "swap": (1, f"mkswap -U {UUID} -L swap IMAGE"),
    "swap-64k": (1, f"mkswap -p 65536 -U {UUID} IMAGE"),
    # A hibernated system: another magic at the end of the page, or at its beginning (TuxOnIce).
    "swsuspend": (1, f"mkswap -U {UUID} -L swap IMAGE; " + put(4086, b"S1SUSPEND\0")),
    "swsuspend-user": (1, f"mkswap -p 65536 -U {UUID} IMAGE; " + put(65526, b"ULSUSPEND\0")),
    "swsuspend-linhib": (1, f"mkswap -U {UUID} IMAGE; " + put(4086, b"LINHIB0001")),
    "swsuspend-tuxonice": (1, f"mkswap -U {UUID} IMAGE; " +
                           put(0, b"\xed\xc3\x02\xe9\x98\x56\xe5\x0c")),
    "luks1": (4, f"echo secret | cryptsetup luksFormat -q --type luks1 --iter-time 10 --uuid {UUID} IMAGE -"),
    "luks2": (20, f"echo secret | cryptsetup luksFormat -q --type luks2 --iter-time 10 --label vault "
              f"--pbkdf pbkdf2 --uuid {UUID} IMAGE -"),
    "lvm2": (8, "pvcreate -q -y --driverloaded n --norestorefile "
             "-u 012345-6789-abcd-ABCD-EFGH-ijkl-mnopqr LOOP"),
    "verity": (1, "truncate -s 1M IMAGE.data; veritysetup format --salt=0123456789abcdef "
               f"--uuid={UUID} IMAGE.data IMAGE; rm IMAGE.data"),
    "bcache": (8, f"make-bcache -B --cset-uuid {UUID} LOOP"),
    "md-0.90": (8, md("-e 0.90 -l 1 -n 1")),
    "md-1.0": (8, md("-e 1.0 -l 1 -n 1 -N root")),
    "md-1.1": (8, md("-e 1.1 -l 1 -n 1 -N root")),
    "md-1.2": (8, md("-e 1.2 -l 1 -n 1 -N root")),
    "ddf": (64, md("-e ddf -l container -n 1")),
    "isw": (8, "export IMSM_NO_PLATFORM=1 IMSM_DEVNAME_AS_SERIAL=1; " +
            md("-e imsm -l container -n 1")),
    "gpt": (4, "sgdisk -o -a 1 -U 11111111-2222-3333-4444-555555555555 "
            "-n 1:64:127 -u 1:AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE -c 1:wurzel-ü "
            "-n 128:128:255 -t 128:8304 -A 128:set:60 -c 128:'the last one' "
            "-u 128:12345678-9ABC-DEF0-1234-56789ABCDEF0 IMAGE"),
    "mbr": (4, "printf 'label: dos\\nlabel-id: 0x1234abcd\\nsize=64\\nsize=1024, type=5\\n"
            "start=4096,size=64\\nstart=256,size=16\\nstart=300,size=16\\nstart=400,size=16\\n' | "
            "sfdisk -q IMAGE"),
}


def sh(command):
    subprocess.run(command, shell=True, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, env=os.environ | {"LC_ALL": "C.UTF-8"})


def blkid(path):
    """All that blkid reports of it, and of the partitions on it."""
    found = subprocess.run(["blkid", "-p", "-o", "udev", path], capture_output=True).stdout
    return found + subprocess.run(["partx", "-P", "-o", "NR,START,SECTORS,UUID,TYPE,FLAGS,NAME",
                                  path], capture_output=True).stdout


def make(path, size, command):
    if size:
        with open(path, "wb") as image:
            image.truncate(size * MIB)
    if "LOOP" not in command:
        sh(command.replace("IMAGE", path))
        return
    loop = subprocess.check_output(["losetup", "--show", "-f", path], text=True).strip()
    try:
        sh(command.replace("LOOP", loop))
    finally:
        sh(f"losetup -d {loop}")


def sectors(path):
    """Offset and bytes of what is not zero, by sector; holes are not read."""
    fd = os.open(path, os.O_RDONLY)
    size = os.fstat(fd).st_size
    at = 0
    while at < size:
        try:
            at = os.lseek(fd, at, os.SEEK_DATA) // SECTOR * SECTOR
        except OSError:
            break
        end = os.lseek(fd, at, os.SEEK_HOLE)
        while at < end:
            data = os.pread(fd, SECTOR, at)
            if data.strip(b"\0"):
                yield at, data
            at += SECTOR
    os.close(fd)


def trim(path):
    """Zeroes what is not needed, in halves first; returns what is left."""
    want = blkid(path)
    if not want:
        sys.exit(f"{path}: nothing to blkid")
    left = []
    work = [list(sectors(path))]
    with open(path, "r+b", buffering=0) as image:
        while work:
            group = work.pop()
            for at, data in group:
                os.pwrite(image.fileno(), bytes(len(data)), at)
            if blkid(path) == want:
                continue
            for at, data in group:
                os.pwrite(image.fileno(), data, at)
            if len(group) == 1:
                left += group
            else:
                work += [group[:len(group) // 2], group[len(group) // 2:]]
    return sorted(left)


def pack(size, pieces):
    out = struct.pack("<Q", size)
    for at, data in pieces:
        data = data.rstrip(b"\0")
        out += struct.pack("<QI", at, len(data)) + data
    return out


def main(names):
    os.makedirs(CORPUS, exist_ok=True)
    for name in names or IMAGES:
        name, _, path = name.partition("=")
        with tempfile.TemporaryDirectory() as directory:
            if not path:
                path = os.path.join(directory, "image")
                make(path, *IMAGES[name])
            image = pack(os.path.getsize(path), trim(path))
        with open(os.path.join(CORPUS, name), "wb") as file:
            file.write(image)
        print(f"{name}: {len(image)} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
