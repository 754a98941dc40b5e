/* SPDX-License-Identifier: GPL-2.0 */
/*
 * printf() for messages, with what they use: %s, %d, %u, %x, %X and %%, the modifiers l, ll and z, a
 * width, 0 before it, and for %s a precision, also as "*". klibc's own has four times the size.
 */
#ifndef LIB_FORMAT_H
#define LIB_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Like snprintf(): a text that exceeds `size`, which is not 0, is truncated. Returns its whole length. */
size_t format_text(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
size_t format_args(char *to, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
