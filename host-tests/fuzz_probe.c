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
#include "lib/bytes.h"
#include "lib/sys.h"

enum { PIECE_HEADER = 12 };

static struct bytes input;
static uint64_t device_size;

/* Puts into `buf`, which stands for the device from `offset` on, what this piece has of it. */
static void overlay(unsigned char *buf, size_t len, uint64_t offset, const unsigned char *piece,
		    uint64_t at, uint32_t piece_len)
{
	for (uint32_t i = 0; i < piece_len; i++)
		if (at + i >= offset && at + i - offset < len)
			buf[at + i - offset] = piece[i];
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	size_t next = 8;

	(void)fd;
	if (offset >= device_size)
		return 0;
	if (len > device_size - offset)
		len = device_size - offset;
	memset(buf, 0, len);
	for (;;) {
		uint64_t at = bytes_le64(&input, next);
		uint32_t piece_len = bytes_le32(&input, next + 8);
		const unsigned char *piece = bytes_at(&input, next + PIECE_HEADER, piece_len);

		if (!bytes_ok(&input))
			break;
		overlay(buf, len, offset, piece, at, piece_len);
		next += PIECE_HEADER + piece_len;
	}
	input.over = false;
	return len;
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

	input = bytes_of(data, size);
	device_size = bytes_le64(&input, 0);
	if (!bytes_ok(&input))
		return 0;
	if (probe_device(-1, device_size, &id) == 0 &&
	    (!id.type || !memchr(id.uuid, '\0', sizeof(id.uuid)) ||
	     !memchr(id.label, '\0', sizeof(id.label))))
		abort();
	for (uint32_t sector = 512; sector <= 4096; sector *= 2)
		ptable_each(-1, device_size, sector, check_partition, NULL);
	return 0;
}
