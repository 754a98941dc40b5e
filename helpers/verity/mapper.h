/* SPDX-License-Identifier: GPL-2.0 */
/* A device of the device mapper with one target (linux/dm-ioctl.h, 6.1). */
#ifndef HELPERS_VERITY_MAPPER_H
#define HELPERS_VERITY_MAPPER_H

#include <stdint.h>

struct mapping {
	const char *name, *uuid, *target, *table;
	uint64_t size; /* bytes */
};

/* Opens the device mapper, whose modules are loaded if necessary: a descriptor, or -errno. */
int mapper_open(const char *module);
/*
 * Whether a device with this name exists: 0: with the same UUID and table; -EEXIST: another one; -ENXIO: none.
 * One without a table is removed: whoever created it was ended.
 */
int mapper_find(int control, const struct mapping *mapping, uint32_t *ret_minor);
/* Creates a read-only device. */
int mapper_create(int control, const struct mapping *mapping, uint32_t *ret_minor);
/* Replaces the table of such a device. */
int mapper_replace(int control, const struct mapping *mapping);
/* Removes it, as soon as it is not open. */
int mapper_remove(int control, const char *name);

#endif
