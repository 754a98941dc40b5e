// SPDX-License-Identifier: GPL-2.0
/* devices_deferred of debugfs. Property: the strings contain no newlines or tabs. */
#include <stdlib.h>

#include "drivers-load/devices/deferred.h"
#include "host-tests/fuzz/files.h"
#include "host-tests/fuzz/fuzz.h"

static const char *const file_ends[FILES] = {"/devices_deferred"};

static int check(void *context, const struct deferred *device)
{
	unsigned *count = context;

	if (strpbrk(device->device, "\t\n") || strchr(device->reason, '\n'))
		abort();
	return ++*count == 100;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned count = 0;

	files_open(data, size);
	(void)deferred_each(check, &count); /* most inputs end before the hundredth */
	return 0;
}
