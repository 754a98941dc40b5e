// SPDX-License-Identifier: GPL-2.0
/*
 * The input is a device in the form of host-tests/images.py. Whatever it says, the names that come
 * out end within their fields, and partitions lie on the disk.
 */
#include <stdlib.h>
#include <string.h>

#include "fs/probe.h"
#include "fs/ptable.h"
#include "host-tests/fuzz/fuzz.h"
#include "host-tests/sparse.h"
#include "lib/sys.h"

static struct sparse device;

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	(void)fd;
	return sparse_read(&device, buf, len, offset);
}

static int check_partition(void *context, const struct partition *p)
{
	(void)context;
	if (!p->number || !memchr(p->uuid, '\0', sizeof(p->uuid)) ||
	    !memchr(p->label, '\0', sizeof(p->label)))
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fs_id id;

	if (!sparse_open(data, size, &device))
		return 0;
	if (probe_device(-1, device.size, &id) == 0 &&
	    (!id.type || !memchr(id.uuid, '\0', sizeof(id.uuid)) ||
	     !memchr(id.label, '\0', sizeof(id.label))))
		abort();
	for (uint32_t sector = 512; sector <= 4096; sector *= 2)
		ptable_each(-1, device.size, sector, check_partition, NULL);
	return 0;
}
