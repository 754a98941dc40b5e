#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# BR2_ROOTFS_POST_IMAGE_SCRIPT for a root on a disk: makes the initramfs that mounts it, gangway.img, with
# the modules of the target's kernel.
set -e

for modules in "$TARGET_DIR"/lib/modules/*/; do
	release=$(basename "$modules")
	"$HOST_DIR/sbin/mkinitrd" --force --rootdir "$TARGET_DIR" --generic --init "$STAGING_DIR/usr/lib/gangway/init" \
		--busybox none --system-map none "$BINARIES_DIR/gangway.img" "$release"
done
