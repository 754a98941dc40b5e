// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel image, also as an arm64 Image. Property: the payload and all relocated pointers are
 * within the input.
 */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "host-tests/fuzz/stream.h"
#include "sysmap/arm64.h"
#include "sysmap/buildid.h"
#include "sysmap/image.h"

static void relocate(const uint8_t *data, size_t size)
{
	unsigned char *copy = size ? malloc(size) : NULL;
	uint64_t base, memory;

	if (copy && arm64_find_base(bytes_of(data, size), &base, &memory) == 0) {
		memcpy(copy, data, size);
		arm64_relocate(copy, size, base);
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image;
	char id[BUILDID_SIZE];

	if (image_parse(bytes_of(data, size), &image) == 0 &&
	    (image.payload.at < data || image.payload.len > size ||
	     (size_t)(image.payload.at - data) > size - image.payload.len ||
	     strlen(image.version) >= sizeof(image.version)))
		abort();
	if (image_parse(bytes_of(data, size), &image) == 0 &&
	    (!image_kind_name(image.kind) ||
	     (image.packing != PACKED_NOT && !image_packing_name(image.packing))))
		abort();
	if (buildid_of_notes(bytes_of(data, size), id) == 0 && strlen(id) >= sizeof(id))
		abort();
	stream_rewind(data, size); /* /sys/kernel/notes */
	if (buildid_running("", id) == 0 && strlen(id) >= sizeof(id))
		abort();
	relocate(data, size);
	return 0;
}
