/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine whose kernel is asked: a folder with proc/ and sys/ in it. "" is this machine; tests
 * make others.
 */
#ifndef SYSMAP_MACHINE_H
#define SYSMAP_MACHINE_H

#include <stddef.h>

/* Opens `path`, which begins with '/', below the folder `machine`, for reading. */
int machine_open(const char *machine, const char *path);

/* Its first bytes, as many as one read gives; the number of them. */
long machine_read(const char *machine, const char *path, void *buf, size_t size);

#endif
