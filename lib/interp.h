/* SPDX-License-Identifier: GPL-2.0 */
/* The program that execve(2) loads besides an executable file: its interpreter. */
#ifndef LIB_INTERP_H
#define LIB_INTERP_H

#include <stddef.h>

/* Bytes at the start of a file, in which linkers put PT_INTERP and the kernel expects "#!". */
enum { INTERP_BLOCK_SIZE = 1024 };

/*
 * Returns the path of the interpreter of a script, or of an ELF file of this program's word size,
 * in the first `len` bytes of the file. The path is in `block`, which is modified: a NUL ends that
 * of a script. NULL: these bytes contain none.
 */
char *interp_find(char *block, size_t len);

#endif
