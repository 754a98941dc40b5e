/* SPDX-License-Identifier: GPL-2.0 */
/* Checks devices against root=, which is in the variable GANGWAY_ROOT. */
#ifndef HELPERS_CONTAINER_PEEK_H
#define HELPERS_CONTAINER_PEEK_H

#include <stdbool.h>

#include "fs/rootspec.h"

/* -errno if it is unset or cannot be parsed. */
int peek_root(struct rootspec *ret_spec);

/*
 * Whether an existing disk, or one of its partitions, is the root or may provide it, for example as
 * a container. Reads the disk; false if it cannot be read.
 */
bool peek_may_provide(const struct rootspec *spec, const char *disk);

#endif
