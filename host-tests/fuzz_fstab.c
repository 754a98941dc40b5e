// SPDX-License-Identifier: GPL-2.0
/* /etc/fstab. Whatever it says, a line for /boot at its end is found, and one behind a # is not. */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "sysmap/fstab.h"

/* The input, a newline, and one line more. */
static bool has_boot(const uint8_t *data, size_t size, const char *line)
{
	size_t len = strlen(line);
	char *text = malloc(size + 1 + len);
	bool found;

	if (!text)
		exit(1);
	memcpy(text, data, size);
	text[size] = '\n';
	memcpy(text + size + 1, line, len);
	found = fstab_text_has(bytes_of(text, size + 1 + len), "/boot");
	free(text);
	return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool found = fstab_text_has(bytes_of(data, size), "/boot");

	if (!has_boot(data, size, "LABEL=b /boot/ ext2 noexec 0 2") ||
	    has_boot(data, size, "#LABEL=b /boot ext2 noexec 0 2") != found ||
	    has_boot(data, size, "LABEL=b /boot ext2 ro,noauto") != found)
		abort();
	return 0;
}
