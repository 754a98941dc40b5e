// SPDX-License-Identifier: GPL-2.0
#include "sysmap/running.h"

#include <errno.h>

#include "lib/sys.h"

/*
 * Whether kallsyms has any address but 0: 1 or 0. The first that is not comes soon, since but for
 * a few per-cpu variables no symbol is at 0.
 */
static int has_addresses(const char *machine, struct map_reader *reader)
{
	struct map_symbol symbol;
	int fd = kallsyms_open(machine, reader);
	int got;

	if (fd < 0)
		return fd;
	do
		got = map_next(reader, &symbol);
	while (got > 0 && !symbol.address);
	sys_close(fd);
	return got < 0 ? -EINVAL : got;
}

int running_open(const char *machine, struct running *running)
{
	int known = has_addresses(machine, &running->reader);
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
