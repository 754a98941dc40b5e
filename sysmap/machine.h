/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine whose kernel is read: a directory with proc/ and sys/; "" is this machine. Tests use
 * others.
 */
#ifndef SYSMAP_MACHINE_H
#define SYSMAP_MACHINE_H

#include <stddef.h>

/* Opens `path`, which starts with '/', below the directory `machine`, for reading. */
int machine_open(const char *machine, const char *path);

/* Reads the start of a file with one read(2); returns the number of bytes. */
long machine_read(const char *machine, const char *path, void *buf, size_t size);

#endif
