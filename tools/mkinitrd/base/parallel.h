/* SPDX-License-Identifier: GPL-2.0 */
/* Process many files in parallel, one per processor. */
#ifndef TOOLS_MKINITRD_BASE_PARALLEL_H
#define TOOLS_MKINITRD_BASE_PARALLEL_H

#include <stddef.h>

typedef int parallel_fn(void *context, size_t index);

/*
 * Calls `each` for every index below `count`, in no order and from several threads. Stops after the
 * first failure or a signal: -1, reported.
 */
int parallel_each(size_t count, parallel_fn *each, void *context);

#endif
