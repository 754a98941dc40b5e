/* SPDX-License-Identifier: GPL-2.0 */
/* Loop devices. */
#ifndef HELPERS_LOOP_LOOPDEV_H
#define HELPERS_LOOP_LOOPDEV_H

#include <stdbool.h>

enum { LOOPDEV_PATH_SIZE = 32 };

/*
 * Makes a loop device of the open file `file`, which `name` is for losetup(8), and returns a descriptor of it. The
 * kernel clears the device when nothing uses it any more. Loads the driver if necessary.
 */
int loopdev_open(int file, const char *name, bool writable, char ret_path[LOOPDEV_PATH_SIZE]);

#endif
