// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/kcore. Property: results are within VMCOREINFO, and the names of its kallsyms tables are
 * not too long.
 */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "host-tests/fuzz/opened.h"
#include "lib/sys.h"
#include "sysmap/running/coresyms.h"

enum { SYMBOLS_MAX = 4096 }; /* limits the time: the tables may claim more */

static const uint8_t *core;
static size_t core_len;

ssize_t sys_read(int fd, void *buf, size_t len)
{
	(void)fd, (void)buf, (void)len;
	abort();
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	(void)fd;
	if (offset >= core_len)
		return 0;
	if (len > core_len - offset)
		len = core_len - offset;
	memcpy(buf, core + offset, len);
	return len;
}

static void check_info(const struct vmcore *vmcore)
{
	struct vmcore_symbol symbols[VMCORE_SYMBOLS];
	const char *end = vmcore->info + vmcore->info_len;
	size_t count = vmcore_symbols(vmcore, symbols);
	uint64_t offset;

	for (size_t i = 0; i < count; i++)
		if (symbols[i].name < vmcore->info ||
		    symbols[i].name_len > (size_t)(end - symbols[i].name))
			abort();
	(void)vmcore_value(vmcore, "KERNELOFFSET", &offset); /* most inputs contain none */
}

static void check_symbols(struct coresyms *syms)
{
	struct map_symbol symbol;

	for (unsigned i = 0; i < SYMBOLS_MAX && coresyms_next(syms, &symbol) > 0; i++)
		if (!symbol.name_len || symbol.name_len > MAP_NAME_MAX ||
		    strlen(symbol.name) != symbol.name_len)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct coresyms syms;

	core = data;
	core_len = size;
	if (vmcore_open("", &syms.core) == 0) {
		check_info(&syms.core);
		vmcore_close(&syms.core);
	}
	if (coresyms_open("", &syms) == 0) {
		check_symbols(&syms);
		coresyms_close(&syms);
	}
	return 0;
}
