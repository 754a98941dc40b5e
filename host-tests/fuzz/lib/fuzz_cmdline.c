// SPDX-License-Identifier: GPL-2.0
/*
 * A command line. Property: parameters are within it and in order, and earlier ones are not
 * modified.
 */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "lib/cmdline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *rest = text, *name, *value;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	while (cmdline_next(&rest, &name, &value)) {
		char *last = value ? value : name;

		if (name < text || last < name || last + strlen(last) > rest || rest > text + size)
			abort();
	}
	free(text);
	return 0;
}
