/* SPDX-License-Identifier: GPL-2.0 */
/* --root-image: the file system that is the root, as a file of the image. */
#ifndef TOOLS_MKINITRD_ROOTIMAGE_H
#define TOOLS_MKINITRD_ROOTIMAGE_H

#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/tree/tree.h"

struct rootimage {
	const char *file; /* NULL: no root image was given */
	const char *type; /* of its file system */
	char *path;       /* in the image: /root.TYPE */
};

/* Identifies the file; reports what is wrong with it. */
int rootimage_read(const char *file, struct rootimage *ret_image);
void rootimage_free(struct rootimage *image);

/* Chooses the module of its file system. */
int rootimage_choose(const struct rootimage *image, struct modules *modules);
/* Adds it as a file that is not compressed. */
int rootimage_add(const struct rootimage *image, struct tree *tree);

#endif
