/* SPDX-License-Identifier: GPL-2.0 */
/* What a boot loader has left in a variable of the EFI. */
#ifndef INIT_EFIVAR_H
#define INIT_EFIVAR_H

#include <stddef.h>

struct boot;

/*
 * Reads the variable NAME-GUID, a text in UTF-16, as UTF-8. -ENOENT: it is not set, or this machine
 * was not booted by an EFI; -ENODEV: the kernel has no efivarfs, and the image no module of it.
 */
int efivar_read(struct boot *b, const char *name, char *text, size_t size);

#endif
