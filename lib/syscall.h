/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Any system call, by its number: klibc has no syscall(). One stub per architecture, lib/arch.
 * Returns what the kernel returned: a value, or -errno.
 */
#ifndef LIB_SYSCALL_H
#define LIB_SYSCALL_H

long gangway_syscall(long number, long a, long b, long c, long d, long e, long f);

#endif
