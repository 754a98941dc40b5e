/* SPDX-License-Identifier: GPL-2.0 */
/* Explains why a root could not be mounted. */
#ifndef INIT_ROOT_MOUNTFAIL_H
#define INIT_ROOT_MOUNTFAIL_H

struct boot;

/*
 * boot_fail() for the error `err` of mount(2); `types` is the comma-separated list of types that
 * were tried.
 */
int mountfail(struct boot *b, int err, const char *path, const char *types);

#endif
