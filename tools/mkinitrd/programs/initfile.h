/* SPDX-License-Identifier: GPL-2.0 */
/* The image's /init, and the link through which the kernel runs it as modprobe. */
#ifndef TOOLS_MKINITRD_PROGRAMS_INITFILE_H
#define TOOLS_MKINITRD_PROGRAMS_INITFILE_H

#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/tree/tree.h"

/* The file that becomes /init; `file` may be NULL: new memory. */
char *init_file(const char *file);

/* `file` NULL: the init next to this program, or the installed one. */
int init_add(struct tree *tree, const char *file, const struct kconfig *kernel);
/*
 * Adds /lib/gangway/NAME: the file is in helpers/ next to that of init_add(), both in the build directory
 * and as installed.
 */
int init_add_helper(struct tree *tree, const char *file, const char *name);

#endif
