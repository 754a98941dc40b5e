// SPDX-License-Identifier: GPL-2.0
/*
 * An uncompressed kernel, 32 bit if its first byte is '4'. Property: the number of symbols is as
 * counted; they are in order and have names.
 */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "sysmap/kallsyms.h"

static struct kallsyms kallsyms;

static void read_all(void)
{
	struct map_symbol symbol;
	uint64_t last = 0;
	uint32_t count = 0;
	int got;

	while ((got = kallsyms_next(&kallsyms, &symbol)) > 0) {
		if (symbol.address < last || !symbol.name_len ||
		    strlen(symbol.name) != symbol.name_len)
			abort();
		last = symbol.address;
		count++;
	}
	if (got == 0 && count != kallsyms.count)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool narrow = size && data[0] == '4';
	struct kallsyms_segment segment = {0, size, narrow ? 0xc1000000 : 0xffffffff81000000,
					   1 << 20};
	struct kallsyms_image image = {bytes_of(data, size), narrow ? 4 : 8, &segment, 1};

	if (kallsyms_find(&image, &kallsyms) == 0)
		read_all();
	return 0;
}
