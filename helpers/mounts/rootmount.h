/* SPDX-License-Identifier: GPL-2.0 */
/* How the root is mounted. */
#ifndef HELPERS_MOUNTS_ROOTMOUNT_H
#define HELPERS_MOUNTS_ROOTMOUNT_H

#include <stddef.h>

/* The source of the mount on NEW_ROOT, as /proc/self/mountinfo has it: "/dev/sda2". "" if it is unknown. */
void rootmount_source(char *to, size_t size);

#endif
