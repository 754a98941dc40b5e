/* SPDX-License-Identifier: GPL-2.0 */
/* EFI variables, by name and GUID: "LoaderInfo-4a67b082-…". efivarfs is mounted only while it is used. */
#ifndef HELPERS_RESUME_EFIVARFS_H
#define HELPERS_RESUME_EFIVARFS_H

#include <stddef.h>

/* Reads it as UTF-8. -ENOENT: it is not set, or this machine was not booted by EFI; -ENODEV: no efivarfs. */
int efivarfs_read(const char *name, char *text, size_t size);
int efivarfs_delete(const char *name);

#endif
