// SPDX-License-Identifier: GPL-2.0
/*
 * A disk, read with both tables and all sector sizes. Property: names are terminated within their
 * fields, GPT partitions are within the disk, and numbers are unique.
 */
#include <stdlib.h>
#include <string.h>

#include "fs/ptable.h"
#include "fs/window.h"
#include "host-tests/fuzz/diskimage.h"
#include "host-tests/fuzz/fuzz.h"

struct seen {
	bool on_disk; /* partitions must be within the disk */
	bool number[256];
};

static bool ends(const char *text, size_t size)
{
	return memchr(text, '\0', size);
}

static int check(void *context, const struct partition *p)
{
	struct seen *seen = context;

	if (!p->number || p->number > 255 || seen->number[p->number])
		abort();
	seen->number[p->number] = true;
	if (seen->on_disk && (p->start > image.size || p->size > image.size - p->start))
		abort();
	if (!ends(p->uuid, sizeof(p->uuid)) || !ends(p->label, sizeof(p->label)) ||
	    !ends(p->type, sizeof(p->type)))
		abort();
	return 0;
}

static void read_as(int (*each)(struct disk *disk), bool on_disk, uint32_t sector)
{
	struct medium device = medium_of(-1, image.size);
	struct seen seen = {.on_disk = on_disk};
	struct disk disk = {&device, sector, check, &seen};
	int result = each(&disk);

	if (result != 0 && result != 1)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!sparse_open(data, size, &image))
		return 0;
	for (uint32_t sector = 512; sector <= WINDOW_SIZE; sector *= 2) {
		read_as(gpt_each, true, sector);
		read_as(mbr_each, false, sector);
	}
	return 0;
}
