/* SPDX-License-Identifier: GPL-2.0 */
/* What a seam is made of: that of lib/sys*.c, and that of a test. */
#ifndef LIB_SYSCALL_H
#define LIB_SYSCALL_H

#include <errno.h>

/*
 * Any system call, by its number: klibc has no syscall(). One stub per architecture, lib/arch.
 * Returns what the kernel returned: a value, or -errno.
 */
long gangway_syscall(long number, long a, long b, long c, long d, long e, long f);

#define call0(nr)             gangway_syscall(nr, 0, 0, 0, 0, 0, 0)
#define call1(nr, a)          gangway_syscall(nr, (long)(a), 0, 0, 0, 0, 0)
#define call2(nr, a, b)       gangway_syscall(nr, (long)(a), (long)(b), 0, 0, 0, 0)
#define call3(nr, a, b, c)    gangway_syscall(nr, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define call4(nr, a, b, c, d) gangway_syscall(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define call5(nr, a, b, c, d, e) \
	gangway_syscall(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)

/* What a C library's wrapper returned, in this file's terms. */
static inline long or_errno(long result)
{
	return result < 0 ? -errno : result;
}

#endif
