/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Advice for a root= that rootspec_parse() rejects: what other programs and other initramfs mean by
 * it, or what to write instead.
 */
#ifndef FS_ROOTADVICE_H
#define FS_ROOTADVICE_H

#include <stddef.h>

enum { ROOTADVICE_SIZE = 160 };

/* Writes why `text` is rejected, or what to write instead, for a message. */
void rootadvice_for(const char *text, char *to, size_t size);

#endif
