/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The grammar of root=.
 *
 * 1. /dev/NAME		the kernel's name of the device; '/' in it may be '!', as in /sys
 * 2. MAJOR:MINOR	decimal; what a third number would say is not looked at
 * 3. HEX		the number as the kernel packs it: b302, 8:1 is 801
 * 4. UUID=, LABEL=	of what lies on the device; a UUID in any case
 *
 * 1 to 3 are the kernel's own (block/early-lookup.c, 7.2); /dev/ram is its /dev/ram0.
 */
#ifndef FS_ROOTSPEC_H
#define FS_ROOTSPEC_H

#include <stdbool.h>

#include "fs/blockdev.h"
#include "fs/probe.h"

enum rootspec_kind { ROOT_NAME, ROOT_NUMBER, ROOT_UUID, ROOT_LABEL };

struct rootspec {
	enum rootspec_kind kind;
	uint32_t major, minor;     /* of ROOT_NUMBER */
	char value[FS_LABEL_SIZE]; /* NAME as in /sys; the number as 8:1; the UUID; the label */
};

/* -EINVAL: not understood; -ENAMETOOLONG: no device can have such a name. */
int rootspec_parse(const char *text, struct rootspec *ret_spec);

/*
 * Whether this is the device; `id` is NULL where its content is not (yet) known. A container is
 * never what UUID= and LABEL= mean: they name what will be mounted.
 */
bool rootspec_matches(const struct rootspec *spec, const struct blockdev *dev,
		      const struct fs_id *id);

/*
 * How far the device's identifier of the spec's own kind is from what is wanted, in edits of one
 * character (case aside); UINT_MAX where it has none. For the verdict's nearest match.
 */
unsigned rootspec_distance(const struct rootspec *spec, const struct blockdev *dev,
			   const struct fs_id *id);

#endif
