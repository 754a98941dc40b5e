#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
#	packages.sh [--list] [build|ARCHITECTURE|boot|emulators|check|deb|distro|bench]...
#
# Installs missing Debian packages that targets need (default: all targets), with apt and, if the
# user is not root, sudo. Quick and silent if nothing is missing; installed packages are not
# upgraded. --list prints the packages and their purpose instead.
set -eu

# Each level includes the previous ones, except that emulators includes none, and deb and the
# architectures include only build (and python); `make` needs build. check includes arm64, whose
# emulator has a separate level.
packages='
binutils		build	strip, objcopy, ar
btrfs-progs		check	mkfs.btrfs; like the other mkfs below: roots of every type
busybox-static		boot	the rescue shell of images, the userland of make boot
cgpt			check	the attributes of slots
clang-format		check	make check: the format of every C file
cpio			check	images unpacked in the host tests
console-setup		check	ckbcomp: the keymap of a root on LUKS
cryptsetup-bin		check	cryptsetup, veritysetup: a root on LUKS, or verified
debhelper		deb	make deb
debootstrap		distro	make check-distro, make bench: a Debian in a directory
dosfstools		check	mkfs.vfat: a separate /boot, a root
e2fsprogs		boot	mke2fs -d: disks without root privileges
erofs-utils		check	mkfs.erofs
exfatprogs		check	mkfs.exfat
f2fs-tools		check	mkfs.f2fs
fakeroot		boot	root as the owner of files on the disks
fdisk			check	partition tables
gdisk			check	the GPT of slots
gcc			build	the compiler, and the sanitizers of the host tests
gcc-aarch64-linux-gnu	arm64	make ARCH=arm64
gcc-arm-linux-gnueabihf	armhf	make ARCH=armhf
gcc-riscv64-linux-gnu	riscv64	make ARCH=riscv64
jfsutils		check	mkfs.jfs
kbd			check	loadkeys: the same
kmod			build	depmod, for mkinitrd
libarchive-dev		build	mkinitrd: cpio and every compression
libarchive-tools	distro	bsdtar: makepkg
libc6-dev		build	the C library of the host tools
libelf-dev		build	mkinitrd: the libraries that a program needs
libext2fs-dev		build	mkinitrd --format ext2
libjson-c-dev		build	mkinitrd --learn
libklibc-dev		build	klcc: the C library of /init
libkmod-dev		build	mkinitrd: the dependencies of modules
libmount-dev		build	mkinitrd: mounts and fstab
linux-libc-dev		build	the headers of the kernel
lintian			deb	the check of the Debian packages
lvm2			check	lvm: a root in a volume group
lz4			check	mkinitrd --compress lz4
lzop			check	LZO-compressed kernels in the host tests
makepkg			distro	the package for Arch Linux
mandoc			check	make check: the manual pages
mdadm			check	a root on a RAID
mtools			check	the files on that /boot
musl-tools		distro	make LIBC=musl
nilfs-tools		check	mkfs.nilfs2
ntfs-3g			check	mkfs.ntfs
ovmf			check	an EFI, for the variable that root=gpt-auto reads
pacman-package-manager	distro	makepkg
perl			build	prove, which runs the host tests; klcc
pkg-config		build	the libraries of mkinitrd
python3			python	the QEMU tests, the C libraries of other architectures
python3-matplotlib	bench	the plot of docs/BENCH.md
python3-pytest		check	the same
python3-pytest-xdist	check	two guests at a time
qemu-efi-aarch64	distro	the UEFI of an arm64 machine
qemu-system-arm		emulator	machines of arm64 and armhf
qemu-system-misc	emulators	machines of riscv64
qemu-system-x86		boot	the machine
qemu-user		check	unit tests for i386, if the kernel does not execute its programs
reiserfsprogs		check	mkfs.reiserfs
shellcheck		distro	the scripts of packages
spectre-meltdown-checker	check	a program that reads System.map
squashfs-tools		check	mksquashfs
syslinux		distro	the boot sector of a machine with a BIOS
swtpm			check	the TPM of a guest
systemd			check	kernel-install
systemd-boot-efi	check	systemd-stub, of unified kernel images
systemtap		check	a program that reads System.map
time			bench	the memory of programs that make images
udftools		check	mkudffs
xfsprogs		check	mkfs.xfs
xorriso			check	images of ISO 9660
xz-utils		check	mkinitrd --compress xz; archives in the host tests
zsh			check	the completion of commands
zstd			check	archives in the host tests
'

list=
if [ "${1-}" = --list ]; then
    list=1
    shift
fi
foreign='arm64|armhf|riscv64'
boot='build|python|boot'
check="$boot|check|arm64|emulator"
levels=build
for target in "${@:-bench}"; do
    case $target in
    build) ;;
    amd64) levels="$levels|python" ;;
    arm64 | armhf | i386 | riscv64) levels="$levels|python|$target" ;;
    boot) levels="$levels|$boot" ;;
    emulators) levels="$levels|emulator|emulators" ;;
    check) levels="$levels|$check" ;;
    deb) levels="$levels|deb" ;;
    distro) levels="$levels|$check|emulators|deb|$foreign|distro" ;;
    bench) levels="$levels|$check|emulators|deb|$foreign|distro|bench" ;;
    *)
        echo "packages.sh: build, an architecture, boot, emulators, check, deb, distro or bench, not $target" >&2
        exit 2
        ;;
    esac
done

chosen=$(echo "$packages" | grep -E "^[^	]+	+($levels)	")
names=$(echo "$chosen" | cut -f 1)
if [ "$list" ]; then
    echo "$chosen"
    exit
fi

missing() {
    # dpkg-query also lists removed packages (rc); a package may be provided by another.
    installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Provides}\n' |
        sed -n 's/^ii  *//p' | tr -d ',' | tr ' ' '\n')
    printf '%s\n' $names | grep -vxF -e "$installed" || :
}

# False if apt's indexes have never been downloaded.
apt_knows_debian() {
    apt-get indextargets --format '$(ORIGIN)' | grep -qx Debian
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-upgrade \
        --no-install-recommends "$@"
}

apt_knows_debian || as_root apt-get update
need=$(missing)
[ "$need" ] || exit 0
echo "set-up: installing" $need
# Outdated indexes name files that no longer exist.
install $need || { as_root apt-get update && install $need; }
