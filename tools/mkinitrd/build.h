/* SPDX-License-Identifier: GPL-2.0 */
/* The image that the options ask for, from the first file that is read to the last that is renamed. */
#ifndef TOOLS_MKINITRD_BUILD_H
#define TOOLS_MKINITRD_BUILD_H

struct options;

/*
 * Builds `options->image`, and sets `options->release` if it was not given. Returns 0; or after a
 * report, when IMAGE is what it was before, -1, or 1 if --test is not possible.
 */
int build_image(struct options *options);

/* Removes temporary files. It must be called at every exit, and may be called twice. */
void build_clean_up(void);

#endif
