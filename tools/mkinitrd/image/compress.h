/* SPDX-License-Identifier: GPL-2.0 */
/* How an image may be packed, as far as the kernel can unpack it. */
#ifndef TOOLS_MKINITRD_IMAGE_COMPRESS_H
#define TOOLS_MKINITRD_IMAGE_COMPRESS_H

#include "tools/mkinitrd/kernel/kconfig.h"

struct archive;
struct compression;

/*
 * The compression of that name, or the best that the kernel has when `name` is NULL. It is an error
 * when the kernel's configuration says that it cannot unpack it.
 */
int compress_choose(const char *name, const struct kconfig *config,
		    const struct compression **ret_compression);
/* For what must not be packed. */
const struct compression *compress_none(void);
/* Whether there is one of this name. */
bool compress_exists(const char *name);
const char *compress_name(const struct compression *compression);

/* Makes the archive that is to be written pack its bytes. */
int compress_set(const struct compression *compression, struct archive *archive);

#endif
