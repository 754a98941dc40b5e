// SPDX-License-Identifier: GPL-2.0
/* A datagram of the kernel: what it says lies in it, or is empty. */
#include <stdlib.h>
#include <string.h>

#include "drivers-load/uevent.h"
#include "host-tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *buf = malloc(size + 1);
	struct uevent event;

	if (!buf)
		return 0;
	memcpy(buf, data, size);
	buf[size] = '\0';
	if (uevent_parse(buf, size, &event) == 0) {
		const char *const parts[] = {event.action, event.devpath, event.subsystem,
					     event.devname, event.modalias};

		for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			if (*parts[i] &&
			    (parts[i] < buf || parts[i] + strlen(parts[i]) > buf + size))
				abort();
	}
	free(buf);
	return 0;
}
