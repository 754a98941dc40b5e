/* SPDX-License-Identifier: GPL-2.0 */
/* The image's /init, and the link by which the kernel calls it as its modprobe. */
#ifndef TOOLS_MKINITRD_PROGRAMS_INITFILE_H
#define TOOLS_MKINITRD_PROGRAMS_INITFILE_H

#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/image/tree.h"

/* The file that becomes /init, `file` unless that is NULL: new memory. */
char *init_file(const char *file);

/* `file`: NULL for the one beside this program, or the installed one. */
int init_add(struct tree *tree, const char *file, const struct kconfig *kernel);

#endif
