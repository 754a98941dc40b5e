/* SPDX-License-Identifier: GPL-2.0 */
/* The names that formats carry, from their bytes to text. */
#ifndef FS_NAMES_H
#define FS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UUID_SIZE = 37 }; /* 8-4-4-4-12 and its NUL */

/* 16 bytes as 8-4-4-4-12, lower case; all zero is no UUID, and gives an empty text. */
void uuid_text(char to[UUID_SIZE], const unsigned char *raw);
/* The same for a GUID, whose first three fields are little-endian (UEFI 2.10, appendix A). */
void guid_text(char to[UUID_SIZE], const unsigned char *raw);

/*
 * A field of `len` bytes up to its first NUL, less the white space at its end. -ENAMETOOLONG, and
 * an empty text, where it does not fit.
 */
int label_text(char *to, size_t size, const unsigned char *raw, size_t len);
/* The same from UTF-16 to UTF-8; what is no character becomes U+FFFD. */
int utf16_text(char *to, size_t size, const unsigned char *raw, size_t len, bool big_endian);

#endif
