/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System calls that the linked files refer to, but that a test with its own system call layer never
 * makes. Those of lib/file.c's mappings are here; a test lists the others itself.
 */
#ifndef HOST_TESTS_STANDIN_NEVER_H
#define HOST_TESTS_STANDIN_NEVER_H

#include <errno.h>

#include "lib/sys.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"
#define NEVER(type, name, ...)  \
	type name(__VA_ARGS__)  \
	{                       \
		return -ENOSYS; \
	}

NEVER(int, sys_map, int fd, size_t len, const void **ret_map)
NEVER(int, sys_unmap, const void *map, size_t len)

#endif
