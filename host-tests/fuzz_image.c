// SPDX-License-Identifier: GPL-2.0
/* The input is a kernel's file. Whatever it says, the payload lies within it. */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "sysmap/buildid.h"
#include "sysmap/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image;
	char id[BUILDID_SIZE];

	if (image_parse(bytes_of(data, size), &image) == 0 &&
	    (image.payload.at < data || image.payload.len > size ||
	     (size_t)(image.payload.at - data) > size - image.payload.len ||
	     strlen(image.version) >= sizeof(image.version)))
		abort();
	if (buildid_of_notes(bytes_of(data, size), id) == 0 && strlen(id) >= sizeof(id))
		abort();
	return 0;
}
