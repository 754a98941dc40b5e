/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A root that is a file: gangway.image= in the image, or loop= on the file system that root= names. The helper
 * /lib/gangway/loop mounts it. Fallbacks have nothing to do with it.
 */
#ifndef INIT_ROOT_LOOP_H
#define INIT_ROOT_LOOP_H

#include <stdbool.h>

struct boot;

/* Whether the root is a file of the image. */
bool loop_in_image(const struct boot *b);
/* Whether the root needs no device: it is a file of the image, or mounted by hand. Then b->root becomes NULL. */
bool loop_without_device(struct boot *b);
/* Mounts the file on NEW_ROOT, if there is one. Returns 0, or an error with a cause. */
int loop_mount(struct boot *b);

#endif
