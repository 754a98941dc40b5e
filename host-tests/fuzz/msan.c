// SPDX-License-Identifier: GPL-2.0
/*
 * System calls for the memory sanitizer (case P21), which cannot see memory writes by the stub in
 * lib/arch.
 */
#include <errno.h>
#include <sanitizer/msan_interface.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/syscall.h"

long gangway_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	long result = syscall(number, a, b, c, d, e, f);

	if (result < 0)
		return -errno;
	if (number == SYS_read || number == SYS_pread64 || number == SYS_getdents64)
		__msan_unpoison((void *)b, result);
	if (number == SYS_readlinkat)
		__msan_unpoison((void *)c, result);
	if (number == SYS_statx)
		__msan_unpoison((void *)e, sizeof(struct statx));
	return result;
}
