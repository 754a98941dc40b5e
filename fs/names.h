/* SPDX-License-Identifier: GPL-2.0 */
/* Converts on-disk UUIDs and labels to text. */
#ifndef FS_NAMES_H
#define FS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UUID_SIZE = 37 }; /* 8-4-4-4-12 and NUL */

/* Formats 16 bytes as 8-4-4-4-12, lower case. All zero means no UUID: an empty text. */
void uuid_text(char to[UUID_SIZE], const unsigned char *raw);
/*
 * Like uuid_text(), for a GUID: its first three fields are little-endian (UEFI 2.10, appendix A).
 */
void guid_text(char to[UUID_SIZE], const unsigned char *raw);

/*
 * Copies a field of `len` bytes up to its first NUL, without white space at its end. -ENAMETOOLONG,
 * and an empty text, if it does not fit.
 */
int label_text(char *to, size_t size, const unsigned char *raw, size_t len);
/* Like label_text(), from UTF-16 to UTF-8; invalid characters become U+FFFD. */
int utf16_text(char *to, size_t size, const unsigned char *raw, size_t len, bool big_endian);

#endif
