#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Installs what is missing of the Debian packages that building and testing need, through apt and,
# for people, sudo. Quick and silent where nothing is missing. `packages.sh --list` prints them.
set -eu

packages='
binutils		strip, objcopy, ar
btrfs-progs		mkfs.btrfs, as the other mkfs below: roots of every type
busybox-static		the rescue shell of images, the userland of make boot
clang-format		make check: the format of every C file
cpio			images unpacked in the host tests
cryptsetup-bin		cryptsetup: a root in LUKS, and what opens it
debootstrap		make bench: a Debian with initramfs-tools and dracut
dosfstools		mkfs.vfat: a /boot of its own, a root
e2fsprogs		mke2fs -d: disks without root rights
erofs-utils		mkfs.erofs
exfatprogs		mkfs.exfat
f2fs-tools		mkfs.f2fs
fakeroot		root as the owner of what lies on them
fdisk			tables of partitions
gcc			the compiler, and the sanitizers of the host tests
jfsutils		mkfs.jfs
kmod			depmod, for mkinitrd
libarchive-dev		mkinitrd: cpio and every compression
libc6-dev		the C library of the host tools
libelf-dev		mkinitrd: the libraries that a program needs
libjson-c-dev		mkinitrd --learn
libklibc-dev		klcc: the C library of /init
libkmod-dev		mkinitrd: the dependencies of modules
libmount-dev		mkinitrd: what is mounted, fstab
linux-libc-dev		the headers of the kernel
lvm2			lvm: a root in a volume group
lz4			mkinitrd --compress lz4
lzop			kernels packed with LZO in the host tests
mandoc			make check: the manual pages
mdadm			a root on a RAID
mtools			what lies on that /boot
nilfs-tools		mkfs.nilfs2
ntfs-3g			mkfs.ntfs
ovmf			an EFI, for the variable that root=gpt-auto reads
perl			prove, which runs the host tests; klcc
pkg-config		the libraries of mkinitrd
python3			the QEMU tests
python3-pytest		the same
python3-pytest-xdist	two guests at a time
qemu-system-x86		the machine
reiserfsprogs		mkfs.reiserfs
squashfs-tools		mksquashfs
udftools		mkudffs
xfsprogs		mkfs.xfs
xorriso			images of ISO 9660
xz-utils		mkinitrd --compress xz; archives in the host tests
zstd			archives in the host tests
'

names=$(echo "$packages" | cut -f 1)
if [ "${1-}" = --list ]; then
    echo "$packages" | sed '/^$/d'
    exit
fi

missing() {
    # dpkg-query lists what was removed too (rc), and a package may be provided by another.
    installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Provides}\n' |
        sed -n 's/^ii  *//p' | tr -d ',' | tr ' ' '\n')
    printf '%s\n' $names | grep -vxF -e "$installed" || :
}

# No Debian mirror among apt's indexes: they have never been fetched.
apt_knows_debian() {
    apt-get indextargets --format '$(ORIGIN)' | grep -qx Debian
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

apt_knows_debian || as_root apt-get update
need=$(missing)
[ "$need" ] || exit 0
echo "set-up: installing" $need
# Indexes that are too old name files that are gone.
install $need || { as_root apt-get update && install $need; }
