/* SPDX-License-Identifier: GPL-2.0 */
/* Boots a new image in QEMU with a scratch root, to see whether it executes the real init. */
#ifndef TOOLS_MKINITRD_BOOTTEST_BOOTTEST_H
#define TOOLS_MKINITRD_BOOTTEST_BOOTTEST_H

#include "tools/mkinitrd/boottest/machine.h"

/* 0: it did; -1, reported: it did not, or an error; 1, reported: it cannot be tested here. */
int boottest_run(const struct boottest *test);

#endif
