/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The input as the one file that is open, read from its beginning on. Replaces the system calls of
 * the one target that includes it.
 */
#ifndef HOST_TESTS_FUZZ_STREAM_H
#define HOST_TESTS_FUZZ_STREAM_H

#include <stdint.h>
#include <string.h>

#include "host-tests/fuzz/opened.h"
#include "lib/sys.h"

static struct {
	const uint8_t *at;
	size_t len;
} stream;

static void stream_rewind(const uint8_t *data, size_t size)
{
	stream.at = data;
	stream.len = size;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	(void)fd;
	if (len > stream.len)
		len = stream.len;
	memcpy(buf, stream.at, len);
	stream.at += len;
	stream.len -= len;
	return len;
}

#endif
