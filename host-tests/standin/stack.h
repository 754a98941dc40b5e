/* SPDX-License-Identifier: GPL-2.0 */
/* fs/stack.h for tests of plain disks; test_naming.c tests stacked devices. */
#ifndef HOST_TESTS_STANDIN_STACK_H
#define HOST_TESTS_STANDIN_STACK_H

#include <string.h>

#include "fs/stack.h"
#include "lib/text.h"

static const char *snapshot; /* the device that is one; NULL: none */

bool stack_is_held(const char *name)
{
	(void)name;
	return false;
}

bool stack_unlocked(const char *name, char ret_mapped[BLOCKDEV_NAME_SIZE])
{
	return text_format(ret_mapped, BLOCKDEV_NAME_SIZE, "dm-%s", name) > 0;
}

bool stack_is_inner(const struct blockdev *dev)
{
	(void)dev;
	return false;
}

bool stack_is_snapshot(const struct blockdev *dev)
{
	return snapshot && !strcmp(dev->name, snapshot);
}

#endif
