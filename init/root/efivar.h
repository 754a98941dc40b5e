/* SPDX-License-Identifier: GPL-2.0 */
/* Reads EFI variables that a boot loader has set. */
#ifndef INIT_ROOT_EFIVAR_H
#define INIT_ROOT_EFIVAR_H

#include <stddef.h>

struct boot;

/*
 * Reads the variable NAME-GUID, a UTF-16 text, as UTF-8. -ENOENT: it is not set, or this machine
 * was not booted by EFI; -ENODEV: the kernel has no efivarfs, and the image no module of it.
 */
int efivar_read(struct boot *b, const char *name, char *text, size_t size);

#endif
