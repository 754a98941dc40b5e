/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Error texts: those of strerror(3) for the errors that the system calls of a boot return. klibc's
 * strerror() has all 133 texts, three times the size.
 */
#ifndef LIB_ERROR_H
#define LIB_ERROR_H

/* `error`: errno or -errno. Errors that are not in the table give "error N". */
const char *error_text(int error);

#endif
