/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System calls that lib/file.c refers to, for tests with their own system call layer that never
 * make them.
 */
#ifndef HOST_TESTS_NEVER_H
#define HOST_TESTS_NEVER_H

#include <errno.h>

#include "lib/sys.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"
#define NEVER(type, name, ...)  \
	type name(__VA_ARGS__)  \
	{                       \
		return -ENOSYS; \
	}

NEVER(ssize_t, sys_write, int fd, const void *buf, size_t len)
NEVER(int, sys_map, int fd, size_t len, const void **ret_map)
NEVER(int, sys_unmap, const void *map, size_t len)
NEVER(int, sys_stat, int dirfd, const char *path, int flags, struct sys_stat *ret_stat)

#endif
