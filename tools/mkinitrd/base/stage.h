/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A private folder, under $TMPDIR, in which depmod(8) works: it reads and writes trees, and neither
 * --rootdir nor the image is one that it may write to.
 */
#ifndef TOOLS_MKINITRD_BASE_STAGE_H
#define TOOLS_MKINITRD_BASE_STAGE_H

#include <stddef.h>

/*
 * The modules' folder of a new tree in the stage, made with all above it: new memory, NULL (said).
 * stage_depmod() takes the same `tree` and `release`.
 */
char *stage_modules(const char *tree, const char *release);
/* Copies `data` to `path`, folders above it made; a stage's path. */
int stage_write(const char *path, const void *data, size_t len);
/* The same with a link to a file or folder outside. */
int stage_link(const char *path, const char *target);

/* Has depmod(8) write the index of the tree. */
int stage_depmod(const char *tree, const char *release);

/* Takes all of it away; may be called at any time, and twice. */
void stage_remove(void);

/* Removes a folder and all that is in it; what cannot be removed stays, and nothing is said. */
void stage_discard(const char *folder);

#endif
