// SPDX-License-Identifier: GPL-2.0
/* The first bytes of a program. Property: the path of its interpreter ends within them. */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "lib/interp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *block = malloc(size), *path;

	if (!block)
		return 0;
	memcpy(block, data, size);
	path = interp_find(block, size);
	if (path && (path < block || !memchr(path, '\0', block + size - path)))
		abort();
	free(block);
	return 0;
}
