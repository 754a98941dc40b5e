/* SPDX-License-Identifier: GPL-2.0 */
/* Work on many files, as many at a time as there are processors. */
#ifndef TOOLS_MKINITRD_BASE_PARALLEL_H
#define TOOLS_MKINITRD_BASE_PARALLEL_H

#include <stddef.h>

typedef int parallel_fn(void *context, size_t index);

/*
 * Calls `each` for every index below `count`, in no order and from several threads. After the first
 * failure, and after a signal, no more is begun: -1 (said).
 */
int parallel_each(size_t count, parallel_fn *each, void *context);

#endif
