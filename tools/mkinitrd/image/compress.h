/* SPDX-License-Identifier: GPL-2.0 */
/* The compression of an image, chosen from those that the kernel supports. */
#ifndef TOOLS_MKINITRD_IMAGE_COMPRESS_H
#define TOOLS_MKINITRD_IMAGE_COMPRESS_H

#include "tools/mkinitrd/kernel/kconfig.h"

struct archive;
struct compression;

/*
 * Finds the compression of that name or, if `name` is NULL, the best that the kernel supports. It
 * is an error if the kernel's configuration shows that it does not support it.
 */
int compress_choose(const char *name, const struct kconfig *config,
		    const struct compression **ret_compression);
/* No compression. */
const struct compression *compress_none(void);
/* Whether `name` is known. */
bool compress_exists(const char *name);
const char *compress_name(const struct compression *compression);

/* Sets the compression of an archive that is to be written. */
int compress_set(const struct compression *compression, struct archive *archive);

#endif
