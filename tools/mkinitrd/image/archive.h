/* SPDX-License-Identifier: GPL-2.0 */
/* The image: a cpio archive in the form that the kernel unpacks ("newc"), packed. */
#ifndef TOOLS_MKINITRD_IMAGE_ARCHIVE_H
#define TOOLS_MKINITRD_IMAGE_ARCHIVE_H

#include "tools/mkinitrd/image/compress.h"
#include "tools/mkinitrd/image/output.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * Writes all of the tree. The same tree gives the same bytes: inodes are counted from 1, and every
 * time is SOURCE_DATE_EPOCH (or 0). Hard links of one source are hard links.
 */
int archive_write_image(const struct tree *tree, const struct compression *compression,
			struct output *out);

#endif
