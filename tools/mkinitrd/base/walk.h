/* SPDX-License-Identifier: GPL-2.0 */
/* The elements of a tsearch(3) tree in order, with a context: twalk_r(3) is in glibc only. */
#ifndef TOOLS_MKINITRD_BASE_WALK_H
#define TOOLS_MKINITRD_BASE_WALK_H

typedef void walk_fn(void *context, void *element);

void walk(const void *root, walk_fn *each, void *context);

#endif
