// SPDX-License-Identifier: GPL-2.0
/*
 * A disk whose second partition is counted, with all sector sizes. Property: only whole sectors of
 * the tables are written, only checksums and slot attributes change, and no sector of a partition is
 * written.
 */
#include <stdlib.h>

#include "fs/ptable.h"
#include "fs/slot.h"
#include "helpers/trial/gptpair.h"
#include "host-tests/fuzz/diskimage.h"
#include "host-tests/fuzz/fuzz.h"

enum { NUMBER = 2, SECTOR_MAX = 4096 };

static uint32_t sector;
static uint64_t written;

static int check_partition(void *context, const struct partition *p)
{
	(void)context;
	if (p->start < written + sector && written < p->start + p->size)
		abort();
	return 0;
}

/* In a header: its checksum, and that of the entries. In an entry: bits 48 to 56. */
static unsigned char may_change(bool header, uint32_t i)
{
	if (header)
		return (i >= 0x10 && i < 0x14) || (i >= 0x58 && i < 0x5c) ? 0xff : 0;
	return i % 128 == 0x36 ? 0xff : i % 128 == 0x37;
}

ssize_t sys_pwrite(int fd, const void *buf, size_t len, uint64_t offset)
{
	const unsigned char *now = buf;
	unsigned char old[SECTOR_MAX];
	bool header = offset == sector || offset == (image.size / sector - 1) * sector;

	(void)fd;
	if (len != sector || offset % sector || offset < sector ||
	    sparse_read(&image, old, len, offset) != (ssize_t)len)
		abort();
	for (uint32_t i = 0; i < len; i++)
		if ((now[i] ^ old[i]) & ~may_change(header, i))
			abort();
	written = offset;
	(void)ptable_each(-1, image.size, sector, check_partition, NULL);
	return len;
}

int sys_fsync(int fd)
{
	(void)fd;
	return 0;
}

static int count(unsigned slot)
{
	return slot_tries(slot) ? (int)slot - SLOT_TRY : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!sparse_open(data, size, &image))
		return 0;
	for (sector = 512; sector <= SECTOR_MAX; sector *= 2) {
		const struct gptpair_disk disk = {-1, image.size, sector};
		const char *why = NULL;
		int result = gptpair_change(&disk, NUMBER, "11111111-1111-1111-1111-111111111111",
					    count, &why);

		if (result < 0 && !why)
			abort();
	}
	return 0;
}
