// SPDX-License-Identifier: GPL-2.0
/* A kernel log record. Property: the results are terminated strings within it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "drivers-load/devices/fwmiss.h"
#include "host-tests/fuzz/fuzz.h"
#include "lib/sys.h"

static void check(const char *record, size_t size, const char *string)
{
	if (string < record || string >= record + size ||
	    !memchr(string, '\0', record + size - string))
		abort();
}

static const uint8_t *left;
static size_t left_len;
static unsigned reads;

int sys_open(int dirfd, const char *path, int flags)
{
	(void)dirfd, (void)path, (void)flags;
	return left_len ? 3 : -ENOENT;
}

int sys_close(int fd)
{
	(void)fd;
	return 0;
}

/* Each read returns a record, twice, after one that was overwritten. */
ssize_t sys_read(int fd, void *buf, size_t len)
{
	(void)fd;
	if (reads++ == 0)
		return -EPIPE;
	if (reads > 3)
		return -EAGAIN;
	if (len > left_len)
		len = left_len;
	memcpy(buf, left, len);
	return len;
}

static int count(void *context, const struct fwmiss *miss)
{
	unsigned *told = context;

	if (!*miss->file)
		abort();
	++*told;
	return 0;
}

static void read_log(const uint8_t *data, size_t size)
{
	unsigned told = 0;

	left = data;
	left_len = size;
	reads = 0;
	(void)fwmiss_each(count, &told); /* an empty input: no log */
	if (told > 2)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fwmiss miss;
	char *record = malloc(size + 1);

	if (!record)
		return 0;
	read_log(data, size);
	memcpy(record, data, size);
	record[size] = '\0';
	if (fwmiss_parse(record, &miss) == 0) {
		check(record, size + 1, miss.device);
		check(record, size + 1, miss.file);
	}
	free(record);
	return 0;
}
