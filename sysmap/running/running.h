/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Symbols of the running kernel, with the addresses of this boot, in their order: from
 * /proc/kallsyms, or from the kernel's memory if that hides addresses.
 */
#ifndef SYSMAP_RUNNING_RUNNING_H
#define SYSMAP_RUNNING_RUNNING_H

#include <stdbool.h>

#include "sysmap/map.h"
#include "sysmap/running/coresyms.h"

struct running {
	struct map_reader reader;
	struct coresyms syms;
	bool from_core;
	unsigned digits; /* per address: 8 or 16 */
};

/*
 * -ENOENT: no /proc/kallsyms; -EPERM: it hides addresses, and the kernel's memory is not readable;
 * -EINVAL: parse error; or a read error. Kernel data are read below the directory `machine` ("":
 * this machine).
 */
int running_open(const char *machine, struct running *running);
void running_close(struct running *running);

/*
 * 1: *ret_symbol is the next symbol, valid until the next call; 0: the end; -EINVAL: parse error.
 */
int running_next(struct running *running, struct map_symbol *ret_symbol);

#endif
