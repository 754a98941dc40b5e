/* SPDX-License-Identifier: GPL-2.0 */
/* Building blocks of the system call layer, for lib/sys*.c and the tests' own. */
#ifndef LIB_SYSCALL_H
#define LIB_SYSCALL_H

#include <errno.h>

/*
 * Any system call by number, since klibc has no syscall(); one stub per architecture in lib/arch.
 * Returns the kernel's result: a value or -errno.
 */
long gangway_syscall(long number, long a, long b, long c, long d, long e, long f);

#define call0(nr)             gangway_syscall(nr, 0, 0, 0, 0, 0, 0)
#define call1(nr, a)          gangway_syscall(nr, (long)(a), 0, 0, 0, 0, 0)
#define call2(nr, a, b)       gangway_syscall(nr, (long)(a), (long)(b), 0, 0, 0, 0)
#define call3(nr, a, b, c)    gangway_syscall(nr, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define call4(nr, a, b, c, d) gangway_syscall(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define call5(nr, a, b, c, d, e) \
	gangway_syscall(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)

/* Converts the result of a C library wrapper to a value or -errno. */
static inline long or_errno(long result)
{
	return result < 0 ? -errno : result;
}

#endif
