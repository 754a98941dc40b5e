/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Error texts: those of strerror(3) for the errors that the system calls of a boot return. klibc's
 * strerror() has all 133 texts, three times the size.
 */
#ifndef LIB_ERROR_H
#define LIB_ERROR_H

#include <stddef.h>

/* `error`: errno or -errno. Errors that are not in the table give "error N". */
const char *error_text(int error);

/*
 * A table of errors below 256 is a list X(error, text)... that gives an array of numbers, and the texts one
 * after another. Returns the text of `error` (errno or -errno); NULL: it is not in the table.
 */
#define ERROR_NUMBER(error, text) error,
#define ERROR_TEXT(error, text)   text "\0"
const char *error_find(const unsigned char *numbers, size_t count, const char *texts, int error);

#endif
