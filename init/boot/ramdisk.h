/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An image on a RAM disk (mkinitrd --format ext2), which the kernel runs in one of two ways: as
 * /linuxrc, which is not process 1 and after which the kernel mounts the root, or with
 * root=/dev/ram0, as the init of that root.
 */
#ifndef INIT_BOOT_RAMDISK_H
#define INIT_BOOT_RAMDISK_H

#include <stdbool.h>

struct boot;

/* Whether / is the file system of /dev/ram0. */
bool ramdisk_is_root(void);
/*
 * Whether the kernel has executed this process, not 1, as /linuxrc. Process 1 is then a thread of the
 * kernel, without a program; otherwise it would be that of a system that runs.
 */
bool ramdisk_is_linuxrc(const char *name);
/* The kernel mounts a root read-only by default. */
void ramdisk_make_writable(void);
/* Corrects the settings that the kernel has used itself, or that /linuxrc cannot follow. */
void ramdisk_settle(struct boot *b);

#endif
