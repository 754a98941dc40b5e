/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The grammar of root=.
 *
 * 1. /dev/NAME		the kernel's name, '/' in it or '!' (early_lookup_bdev, block/early-lookup.c, 7.2)
 * 2. MAJOR:MINOR	decimal, as the kernel; a third ':' may follow
 * 3. hex number	b302: the kernel's new_decode_dev
 * 4. UUID=, LABEL=	of what lies on the device; a UUID in any case
 * Others (PARTUUID=, PARTLABEL=, /dev/disk/by-…, gpt-auto) come with their own issues.
 */
#ifndef FS_ROOTSPEC_H
#define FS_ROOTSPEC_H

#include <stdbool.h>

#include "fs/blockdev.h"
#include "fs/probe.h"

enum rootspec_kind { ROOT_NAME, ROOT_NUMBER, ROOT_UUID, ROOT_LABEL };

struct rootspec {
	enum rootspec_kind kind;
	uint32_t major, minor;
	char value[FS_LABEL_SIZE]; /* NAME without /dev/, the UUID, the label */
};

/* -EINVAL: not understood; -ENAMETOOLONG: no device can have such a name. */
int rootspec_parse(const char *text, struct rootspec *ret_spec);

/* Whether this is the device; `id` is NULL where its content is not (yet) known. */
bool rootspec_matches(const struct rootspec *spec, const struct blockdev *dev,
		      const struct fs_id *id);

/*
 * How far the device's identifier of the spec's own kind is from what is wanted, in edits of one
 * character (case aside); UINT_MAX where it has none. For the verdict's nearest match.
 */
unsigned rootspec_distance(const struct rootspec *spec, const struct blockdev *dev,
			   const struct fs_id *id);

#endif
