// SPDX-License-Identifier: GPL-2.0
#include "sysmap/running/running.h"

#include <errno.h>

#include "lib/sys.h"

/*
 * kallsyms hides addresses as 0. Otherwise a nonzero one follows soon, since only a few per-cpu
 * variables are at 0.
 */
static bool has_address(const struct map_symbol *symbol)
{
	return symbol->address;
}

int running_open(const char *machine, struct running *running)
{
	uint64_t address;
	int known = kallsyms_search(machine, &running->reader, has_address, &address);
	int fd;

	if (known < 0)
		return known;
	running->digits = running->reader.digits;
	running->from_core = !known;
	if (running->from_core)
		return coresyms_open(machine, &running->syms) ? -EPERM : 0;
	fd = kallsyms_open(machine, &running->reader);
	return fd < 0 ? fd : 0;
}

void running_close(struct running *running)
{
	if (running->from_core)
		coresyms_close(&running->syms);
	else
		sys_close(running->reader.fd);
}

int running_next(struct running *running, struct map_symbol *ret_symbol)
{
	int got = running->from_core ? coresyms_next(&running->syms, ret_symbol)
				     : map_next(&running->reader, ret_symbol);

	return got < 0 ? -EINVAL : got;
}
