/* SPDX-License-Identifier: GPL-2.0 */
/* The folders that ld.so.conf(5) of a root names. */
#ifndef MKINITRD_LDCONF_H
#define MKINITRD_LDCONF_H

#include "tools/mkinitrd/alloc.h"
#include "tools/mkinitrd/root.h"

void ldconf_folders(const struct root *root, struct list *ret_folders);

#endif
