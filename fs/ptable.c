// SPDX-License-Identifier: GPL-2.0
#include "fs/ptable.h"

#include "fs/window.h"

/* The kernel's order: a disk with a GPT has an MBR too, that says so (block/partitions/core.c). */
static int (*const formats[])(struct disk *disk) = {gpt_each, mbr_each};

int ptable_each(int fd, uint64_t size, uint32_t sector, ptable_fn *each, void *context)
{
	struct device device = device_of(fd, size);
	struct disk disk = {.device = &device, .sector = sector, .each = each, .context = context};
	int result = 1;

	if (sector < 512 || sector > WINDOW_SIZE)
		return 1;
	for (unsigned i = 0; result == 1 && i < sizeof(formats) / sizeof(formats[0]); i++)
		result = formats[i](&disk);
	return result == 1 && device.error ? device.error : result;
}
