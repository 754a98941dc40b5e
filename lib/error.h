/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Texts for error numbers: those of strerror(3), for what mount(2), open(2), execve(2),
 * finit_module(2), block devices and the other calls of a boot return. klibc's strerror has all
 * 133, which takes three times the room.
 */
#ifndef LIB_ERROR_H
#define LIB_ERROR_H

/* `error` may be given as errno or -errno; what is not in the table is "error N". */
const char *error_text(int error);

#endif
