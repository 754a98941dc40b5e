#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
#
# The real init of the guest that fills file systems. Its arguments are their types, which are also
# the serial numbers of the disks; TYPE-2 and so on are other disks of the same file system. Each gets a
# copy of /tree. If a command fails, this init exits, and the kernel panics.
set -e

other_devices() { # TYPE
    for serial in $(grep -lx "$1-." /sys/block/vd*/serial); do
        disk=${serial%/serial}
        echo "-o device=/dev/${disk##*/}"
    done
}

for type; do
    until serial=$(grep -lx $type /sys/block/vd*/serial); do sleep 0.1; done
    disk=${serial%/serial}
    mount -t $type $(other_devices $type) /dev/${disk##*/} /root
    cp -R /tree/. /root # without owners, which some types do not support
    umount /root
    echo "filled=$type" >/dev/ttyS1
done
echo end= >/dev/ttyS1
poweroff -f
