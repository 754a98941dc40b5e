/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an errno means, in words: those that the calls of a boot can give. (klibc's strerror brings
 * all 133 of them, and its printf knows no %m.)
 */
#ifndef LIB_ERROR_H
#define LIB_ERROR_H

/* `error` may be given as errno or -errno; what is not in the table is "error N". */
const char *error_text(int error);

#endif
