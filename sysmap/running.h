/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The symbols of the running kernel, with the addresses of this boot, in their order: from
 * /proc/kallsyms, or from the kernel's memory where that hides them.
 */
#ifndef SYSMAP_RUNNING_H
#define SYSMAP_RUNNING_H

#include <stdbool.h>

#include "sysmap/coresyms.h"
#include "sysmap/map.h"

struct running {
	struct map_reader reader;
	struct coresyms syms;
	bool from_core;
	unsigned digits; /* of an address: 8 or 16 */
};

/*
 * -ENOENT: no /proc/kallsyms; -EPERM: it hides the addresses, and the kernel's memory is not to be
 * had; -EINVAL: it is not understood; or the error of a read. What the kernel tells is read below
 * the folder `machine`
 * ("": this machine).
 */
int running_open(const char *machine, struct running *running);
void running_close(struct running *running);

/* 1: *ret_symbol is the next, good until the next call; 0: the end; -EINVAL: not understood. */
int running_next(struct running *running, struct map_symbol *ret_symbol);

#endif
