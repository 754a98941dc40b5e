/* SPDX-License-Identifier: GPL-2.0 */
/* The image: a compressed cpio archive in the format that the kernel unpacks ("newc"). */
#ifndef TOOLS_MKINITRD_IMAGE_CPIO_H
#define TOOLS_MKINITRD_IMAGE_CPIO_H

#include "tools/mkinitrd/image/compress.h"
#include "tools/mkinitrd/image/output.h"
#include "tools/mkinitrd/tree/tree.h"

/* The entries of an archive. A compressed image has its compressed files in an archive in front. */
enum cpio_part {
	CPIO_ALL,
	CPIO_COMPRESSED, /* entries that are marked so, and all directories and links */
	CPIO_OTHERS,
};

/* Whether a file of the tree is marked as compressed. */
bool cpio_has_compressed(const struct tree *tree);

/*
 * Writes a part of the tree. Equal trees give equal archives: inodes are numbered from 1, and all times are
 * SOURCE_DATE_EPOCH (or 0). Hard links are kept.
 */
int cpio_write(const struct tree *tree, enum cpio_part part, const struct compression *compression,
	       struct output *out);

#endif
