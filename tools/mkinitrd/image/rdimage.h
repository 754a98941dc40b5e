/* SPDX-License-Identifier: GPL-2.0 */
/* An image for a RAM disk, as kernels before 7.0 load it: a file system, compressed as a whole. */
#ifndef TOOLS_MKINITRD_IMAGE_RDIMAGE_H
#define TOOLS_MKINITRD_IMAGE_RDIMAGE_H

#include <stdint.h>

#include "tools/mkinitrd/image/compress.h"
#include "tools/mkinitrd/image/output.h"
#include "tools/mkinitrd/tree/tree.h"

/* Whether the kernel loads such an image; it is an error, which is reported, if it does not. */
int rdimage_check_kernel(const struct kconfig *config, const char *release);
/* *ret_kib: the size of the RAM disk that the image needs. */
int rdimage_write(const struct tree *tree, const struct compression *compression,
		  struct output *out, uint32_t *ret_kib);

#endif
