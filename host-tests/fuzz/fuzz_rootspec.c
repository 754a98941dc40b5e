// SPDX-License-Identifier: GPL-2.0
/* root=, held against a device that it may mean: a match is at distance 0, whatever it was. */
#include <stdlib.h>
#include <string.h>

#include "fs/rootspec.h"
#include "host-tests/fuzz/fuzz.h"

static const struct blockdev dev = {.name = "sda1", .major = 8, .minor = 1};
static const struct fs_id id = {
	.type = "ext3", .uuid = "01234567-89ab-cdef-0123-456789abcdef", .label = "root"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct rootspec spec;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (rootspec_parse(text, &spec) == 0 && rootspec_matches(&spec, &dev, &id) &&
	    rootspec_distance(&spec, &dev, &id) != 0)
		abort();
	free(text);
	return 0;
}
