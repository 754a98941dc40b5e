/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A private directory in $TMPDIR for depmod(8), which writes its index into the tree that it reads;
 * --rootdir must not be written to.
 */
#ifndef TOOLS_MKINITRD_BASE_STAGE_H
#define TOOLS_MKINITRD_BASE_STAGE_H

#include <stddef.h>

/*
 * Creates the modules' directory of a new tree in the stage: new memory, NULL (reported).
 * stage_depmod() takes the same `tree` and `release`.
 */
char *stage_modules(const char *tree, const char *release);
/* Copies `data` to `path` in the stage and creates its parent directories. */
int stage_write(const char *path, const void *data, size_t len);
/* The same for a link to a file or directory outside the stage. */
int stage_link(const char *path, const char *target);

/* Runs depmod(8) to write the index of the tree. */
int stage_depmod(const char *tree, const char *release);

/* Removes the stage; may be called at any time, and repeatedly. */
void stage_remove(void);

/* Removes a directory tree; ignores errors. */
void stage_discard(const char *dir);

#endif
