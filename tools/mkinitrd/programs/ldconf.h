/* SPDX-License-Identifier: GPL-2.0 */
/* The directories in a root's ld.so.conf(5). */
#ifndef TOOLS_MKINITRD_PROGRAMS_LDCONF_H
#define TOOLS_MKINITRD_PROGRAMS_LDCONF_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/rootdir.h"

void ldconf_dirs(const struct root *root, struct list *ret_dirs);

#endif
