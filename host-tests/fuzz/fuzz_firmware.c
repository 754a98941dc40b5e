// SPDX-License-Identifier: GPL-2.0
/* A record of the kernel's log: what it tells lies in it, and ends in it. */
#include <stdlib.h>
#include <string.h>

#include "drivers-load/firmware.h"
#include "host-tests/fuzz/fuzz.h"

static void check(const char *record, size_t size, const char *string)
{
	if (string < record || string >= record + size ||
	    !memchr(string, '\0', record + size - string))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct firmware_miss miss;
	char *record = malloc(size + 1);

	if (!record)
		return 0;
	memcpy(record, data, size);
	record[size] = '\0';
	if (firmware_parse(record, &miss) == 0) {
		check(record, size + 1, miss.device);
		check(record, size + 1, miss.file);
	}
	free(record);
	return 0;
}
