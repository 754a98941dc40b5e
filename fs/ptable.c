// SPDX-License-Identifier: GPL-2.0
#include "fs/ptable.h"

#include "fs/window.h"

/* The kernel's order: a GPT disk also has a (protective) MBR (block/partitions/core.c). */
static int (*const formats[])(struct disk *disk) = {gpt_each, mbr_each};

enum { FORMATS = sizeof(formats) / sizeof(formats[0]), SECTOR_MIN = 512 };

static bool is_sector(uint32_t sector)
{
	return sector >= SECTOR_MIN && sector <= WINDOW_SIZE;
}

int ptable_each(int fd, uint64_t size, uint32_t sector, ptable_fn *each, void *context)
{
	struct medium device = medium_of(fd, size);
	struct disk disk = {.device = &device, .sector = sector, .each = each, .context = context};
	int result = 1;

	if (!is_sector(sector))
		return 1;
	for (unsigned i = 0; result == 1 && i < FORMATS; i++)
		result = formats[i](&disk);
	return result == 1 && device.error ? device.error : result;
}

static int covers(void *context, const struct partition *partition)
{
	uint64_t at = *(uint64_t *)context;

	return at >= partition->start && at - partition->start < partition->size ? -1 : 0;
}

bool ptable_covers(struct medium *device, uint64_t at)
{
	struct disk disk = {.device = device, .each = covers, .context = &at};

	disk.sector = device->sector ? device->sector : SECTOR_MIN;
	for (unsigned i = 0; is_sector(disk.sector) && i < FORMATS; i++)
		if (formats[i](&disk) < 0)
			return true;
	return false;
}
