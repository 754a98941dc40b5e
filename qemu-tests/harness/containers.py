# SPDX-License-Identifier: GPL-2.0
"""Roots on LUKS, LVM and RAID, made in a guest with the programs that --with adds to an image."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from harness import disks, guest, images

PROGRAMS = ("cryptsetup", "lvm", "mdadm")
MODULES = ("--modules", "virtio_pci,virtio_blk,virtio_scsi,sd_mod,ext4,dm-snapshot")
LUKS_UUID = "6a6e7761-0000-4000-8000-0000000000c1"
PASSPHRASE = "z-y Käse"  # on a German keyboard, most of its keys differ from those of a US keyboard
GERMAN_KEYS = ("y", "slash", "z", "spc", "shift-k", "apostrophe", "s", "e")
KEY = bytes(range(64))

# The disks by their serial numbers, in MiB. "table" has partitions.
SOURCES = {"source": 16, "table": 24}
DISKS = {**SOURCES, "luks": 24, "pv0": 12, "pv1": 12, "md0": 20, "md1": 20, "whole0": 25,
         "whole1": 25, "leg0": 20, "leg1": 20, "snap": 40,
         "data0": 20, "data1": 20, "store0": 20, "store1": 20}

# How a script for the rescue shell begins: each disk is a variable of the name that is its serial number.
BY_SERIAL = """\
#!/bin/sh
set -e
exec 2>&1
export DM_DISABLE_UDEV=1 MDADM_NO_UDEV=1
for disk in /sys/block/vd*; do
    eval "$(cat $disk/serial)=/dev/${disk##*/}"
done
"""

# Runs in the rescue shell. The volume spans both of its disks, since it fits on neither. 0.90 has
# its superblock at the end, so a bare member looks like the root. data0 and data1, store0 and
# store1 are mirrors without a root.
MAKE = f"""{BY_SERIAL}printf '{PASSPHRASE}' >/pass
cryptsetup luksFormat -q --type luks2 --uuid {LUKS_UUID} --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \\
    --luks2-metadata-size 16k --luks2-keyslots-size 512k $luks /pass
cryptsetup luksAddKey -q --key-file /pass --pbkdf pbkdf2 --pbkdf-force-iterations 1000 $luks /key
cryptsetup open --key-file /pass $luks made
cat $source >/dev/mapper/made
cryptsetup close made
config='activation{{udev_sync=0 udev_rules=0 monitoring=0}} devices{{obtain_device_list_from_udev=0}}'
lvm pvcreate --config "$config" $pv0 $pv1
lvm vgcreate --config "$config" -s 1m my-vg $pv0 $pv1
lvm lvcreate --config "$config" -y -Wn -L 16m -n root my-vg
cat $source >/dev/mapper/my--vg-root
lvm vgchange --config "$config" -an my-vg
lvm pvcreate --config "$config" $leg0 $leg1
lvm vgcreate --config "$config" -s 1m mirrored $leg0 $leg1
lvm lvcreate --config "$config" -y -Wn --type raid1 -m 1 --nosync -L 16m -n root mirrored
cat $source >/dev/mapper/mirrored-root
sync
lvm vgchange --config "$config" -an mirrored
mdadm --create /dev/md0 --run --metadata=0.90 --level=1 --raid-devices=2 --assume-clean $md0 $md1
cat $source >/dev/md0
mdadm --stop /dev/md0
mdadm --create /dev/md1 --run --metadata=1.0 --level=1 --raid-devices=2 --assume-clean $whole0 $whole1
cat $table >/dev/md1
mdadm --stop /dev/md1
lvm pvcreate --config "$config" $snap
lvm vgcreate --config "$config" -s 1m snaps $snap
lvm lvcreate --config "$config" -y -Wn -L 16m -n root snaps
cat $source >/dev/mapper/snaps-root
lvm lvcreate --config "$config" -y -s -L 4m -n before snaps/root
mdadm --create /dev/md2 --run --metadata=1.2 --bitmap=internal --level=1 --raid-devices=2 \\
    --assume-clean $data0 $data1
mdadm --stop /dev/md2
lvm pvcreate --config "$config" $store0 $store1
lvm vgcreate --config "$config" -s 1m store $store0 $store1
lvm lvcreate --config "$config" -y -Wn -Zn --type raid1 -m 1 --nosync -L 16m -n data store
sync
lvm vgchange --config "$config" -an snaps store
sync
echo all-$((6 * 7))
"""


def lasting_options(directory, target, *names):
    """QEMU's options for persistent copies of disks in the directory `target`."""
    for name in names:
        shutil.copy(directory / name, target / name)
    return [part for name in names for part in guest.lasting_disk_options(target / name, name)]


def extents(path):
    """The content of a physical volume, MiB by MiB, without its header and RAID metadata."""
    data = path.read_bytes()
    parts = [data[at:at + disks.MIB] for at in range(disks.MIB, len(data), disks.MIB)]
    return [part for part in parts if not part.startswith(b"DmRd")]


def disk_options(directory, *names):
    """QEMU's options for disks whose changes are discarded."""
    return [part for name in names for part in
            ("-drive", f"if=none,id={name},format=raw,snapshot=on,file={directory / name}",
             "-device", f"virtio-blk-pci,drive={name}")]


def link(source, target):
    """Copies if it cannot link: between file systems."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def put(root, path, make):
    target = root / str(path).lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_symlink() and not target.exists():
        make(target)


def copy_program(name, root):
    """A program of this machine and its libraries, which are in the directory of ld.so."""
    path = shutil.which(name, path="/usr/sbin:/sbin")
    listed = subprocess.run(["ldd", path], check=True, capture_output=True, text=True).stdout
    libraries = re.findall(r"(/\S+) \(0x", listed)
    libc = next(Path(library) for library in libraries if library.endswith("/libc.so.6"))
    for file in (path, *libraries, libc.with_name("libgcc_s.so.1")):
        real = Path(file).resolve()
        put(root, real, lambda target: shutil.copy(real, target))
        if real != Path(file):
            put(root, file, lambda target: target.symlink_to(real))


def make_root(kernel, root, programs=PROGRAMS):
    """A root with the kernel's modules and this machine's programs."""
    shutil.copytree(kernel.modules, root / "lib/modules" / kernel.release, symlinks=True,
                    copy_function=link)
    if (kernel.root / "boot").is_dir():
        shutil.copytree(kernel.root / "boot", root / "boot", copy_function=link)
    for name in programs:
        copy_program(name, root)


def add_keyboard(root):
    (root / "etc/default").mkdir(parents=True)
    (root / "etc/default/keyboard").write_text('XKBMODEL="pc105"\nXKBLAYOUT="de"\n')


def add_key(root):
    (root / "etc/keys").mkdir(parents=True)
    (root / "etc/keys/root.key").write_bytes(KEY)
    (root / "etc/crypttab").write_text(
        f"# names\nroot UUID={LUKS_UUID} /etc/keys/root.key luks,initramfs,discard\n")


def fill(kernel, directory, image, sources):
    """Makes the disks, all in one guest."""
    for name, source in zip(SOURCES, sources):
        shutil.copy(source, directory / name)
    for name in DISKS.keys() - SOURCES.keys():
        disks.empty(directory / name, DISKS[name] * disks.MIB)
    options = [part for name in DISKS
               for part in guest.lasting_disk_options(directory / name, name)]
    words = "gangway.break=root gangway.modules=virtio_pci,virtio_blk,dm-mod,md-mod,dm-snapshot"
    with guest.Guest(kernel, image, words, options, limit=900) as machine:
        machine.wait_console("shell before step root")
        machine.type("sh /make\n")
        machine.wait_console("all-42")


def make(kernel, directory, *sources):
    """The images with.image and key.image, and DISKS."""
    directory.mkdir()
    root = directory / "root"
    make_root(kernel, root)
    add_keyboard(root)
    everything = ("--rootdir", root, *MODULES, "--with", "luks,lvm,md")
    images.mkinitrd(kernel, directory / "make.image", *everything, "--busybox", "/bin/busybox")
    images.add_file(directory / "make.image", "make", MAKE.encode())
    images.add_file(directory / "make.image", "key", KEY)
    images.mkinitrd(kernel, directory / "with.image", *everything, "--busybox", "none")
    add_key(root)
    images.mkinitrd(kernel, directory / "key.image", "--rootdir", root, *MODULES, "--with", "luks",
                    "--busybox", "none")
    fill(kernel, directory, directory / "make.image", sources)
