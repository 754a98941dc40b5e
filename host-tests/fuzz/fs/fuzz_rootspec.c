// SPDX-License-Identifier: GPL-2.0
/*
 * root= values, one per line, compared with a device. Property: a match has distance 0; rejected
 * values get advice.
 */
#include <stdlib.h>
#include <string.h>

#include "fs/rootadvice.h"
#include "fs/rootspec.h"
#include "host-tests/fuzz/fuzz.h"

static const struct blockdev dev = {
	.name = "sda1", .major = 8, .minor = 1, .partition = 1, .disk = "sda", .mapper = "vg-root"};
static const struct fs_id id = {
	.type = "ext3", .uuid = "01234567-89ab-cdef-0123-456789abcdef", .label = "root"};

static const struct blockdev disk = {.name = "sda", .major = 8};

static void check(const char *text)
{
	char advice[ROOTADVICE_SIZE] = "";
	struct rootspec spec;

	if (rootspec_parse(text, &spec)) {
		rootadvice_for(text, advice, sizeof(advice));
		if (!*advice)
			abort();
		return;
	}
	if (rootspec_matches(&spec, &dev, &id) && rootspec_distance(&spec, &dev, &id) != 0 &&
	    spec.kind != ROOT_NAME)
		abort();
	(void)rootspec_leads_to(&spec, &dev, &disk); /* any offset */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *line = text;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	while (line) {
		char *newline = strchr(line, '\n');

		if (newline)
			*newline++ = '\0';
		check(line);
		line = newline;
	}
	free(text);
	return 0;
}
