/* SPDX-License-Identifier: GPL-2.0 */
/* The slots of gangway.slots=gpt: partitions whose attributes count boots. */
#ifndef HELPERS_TRIAL_SLOT_H
#define HELPERS_TRIAL_SLOT_H

#include <stdbool.h>

/*
 * Counts a boot of the partition with that kernel name and unique GUID, or confirms it. Returns an
 * exit status; errors were reported.
 */
int slot_count(const char *name, const char *uuid);
int slot_confirm(const char *name, const char *uuid);
/* Prints the slots of its disk. */
int slot_show(const char *name, const char *uuid);

#endif
