// SPDX-License-Identifier: GPL-2.0
/* /etc/fstab. Property: a /boot entry appended to it is found, but not as a comment. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "lib/file.h"
#include "lib/fstab.h"
#include "sysmap/install/fstab.h"

static struct bytes file_input;

int file_map(const char *path, struct bytes *ret_map)
{
	(void)path;
	*ret_map = file_input;
	return file_input.len == 1 ? -EIO : 0;
}

void file_unmap(struct bytes *map)
{
	*map = bytes_of(NULL, 0);
}

/* The input, a newline, and another line. */
static enum fstab find_boot(const uint8_t *data, size_t size, const char *line)
{
	size_t len = strlen(line);
	char *text = malloc(size + 1 + len);
	enum fstab found;

	if (!text)
		exit(1);
	memcpy(text, data, size);
	text[size] = '\n';
	memcpy(text + size + 1, line, len);
	found = fstab_text_find(bytes_of(text, size + 1 + len), "/boot");
	free(text);
	return found;
}

/* All fields are texts in the buffer of the entry, and the lines have increasing numbers. */
static void check_entries(const uint8_t *data, size_t size)
{
	static struct fstab_entry entry;
	struct fstab_lines lines = {.rest = (const char *)data, .end = (const char *)data + size};
	unsigned last = 0;

	while (fstab_next(&lines, &entry)) {
		const char *const fields[] = {entry.source, entry.target};

		for (size_t i = 0; i < 2; i++)
			if (fields[i] < entry.text ||
			    fields[i] >= entry.text + sizeof(entry.text) ||
			    !memchr(fields[i], 0, entry.text + sizeof(entry.text) - fields[i]))
				abort();
		(void)strlen(entry.type);
		(void)fstab_option(entry.options, "x-initrd.mount");
		if (entry.line <= last)
			abort();
		last = entry.line;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum fstab found;

	check_entries(data, size);
	file_input = bytes_of(data, size);
	found = fstab_find("", "/boot");

	if (find_boot(data, size, "LABEL=b /boot/ ext2 noexec 0 2") != FSTAB_MOUNTED ||
	    find_boot(data, size, "#LABEL=b /boot ext2 noexec 0 2") != found ||
	    find_boot(data, size, "LABEL=b /boot ext2 ro,noauto") !=
		    (found == FSTAB_MOUNTED ? FSTAB_MOUNTED : FSTAB_NOAUTO))
		abort();
	return 0;
}
