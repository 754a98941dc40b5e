// SPDX-License-Identifier: GPL-2.0
#include "fs/probe.h"

#include <string.h>

#include "fs/window.h"

/*
 * The order matters where two can be on one device: what was made later over the remains of
 * another, or what holds another, comes first.
 */
static const struct {
	probe_fn *probe;
	bool container;
} formats[] = {
	{probe_ext, false},
};

int probe_device(int fd, uint64_t size, struct fs_id *ret_id)
{
	struct device device = device_of(fd, size);

	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		memset(ret_id, 0, sizeof(*ret_id));
		if (formats[i].probe(&device, ret_id) == 0) {
			ret_id->container = formats[i].container;
			return 0;
		}
	}
	return device.error ? device.error : 1;
}
