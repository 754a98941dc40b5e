// SPDX-License-Identifier: GPL-2.0
/* The input is a device. Whatever it says, the names that come out end within their fields. */
#include <stdlib.h>
#include <string.h>

#include "fs/probe.h"
#include "host-tests/fuzz/fuzz.h"
#include "lib/sys.h"

static const uint8_t *device;
static size_t device_size;

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	(void)fd;
	if (offset >= device_size)
		return 0;
	if (len > device_size - offset)
		len = device_size - offset;
	memcpy(buf, device + offset, len);
	return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fs_id id;

	device = data;
	device_size = size;
	if (probe_device(-1, size, &id) == 0 &&
	    (!id.type || !memchr(id.uuid, '\0', sizeof(id.uuid)) ||
	     !memchr(id.label, '\0', sizeof(id.label))))
		abort();
	return 0;
}
