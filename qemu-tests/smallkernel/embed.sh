#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# embed.sh TREE IMAGE KERNEL
#
# Builds the small kernel `embedded` again, in the TREE that smallkernel.sh has left, with IMAGE as its
# CONFIG_INITRAMFS_SOURCE. Only what contains the image is compiled and linked: half a minute.
set -eu

tree=$1 image=$(realpath "$2") kernel=$3
source=$tree/linux-source-6.1
make="make -s -C $source O=$tree/build -j2"
export KBUILD_BUILD_USER=gangway KBUILD_BUILD_HOST=gangway KBUILD_BUILD_TIMESTAMP=@1700000000

exec 9>"$tree/lock"
flock 9
"$source/scripts/config" --file "$tree/build/.config" --set-str INITRAMFS_SOURCE "$image"
$make olddefconfig
$make bzImage
cp "$tree/build/arch/x86/boot/bzImage" "$kernel"
