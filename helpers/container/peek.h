/* SPDX-License-Identifier: GPL-2.0 */
/* What root= names, as far as a helper has to know it: the variable GANGWAY_ROOT. */
#ifndef HELPERS_CONTAINER_PEEK_H
#define HELPERS_CONTAINER_PEEK_H

#include <stdbool.h>

#include "fs/rootspec.h"

/* -errno if there is none, or it is not understood. */
int peek_root(struct rootspec *ret_spec);

/*
 * Whether a disk that is there, or one of its partitions, is the root or may lead to it, as another
 * container may. Reads it; a disk that cannot be read leads nowhere.
 */
bool peek_leads(const struct rootspec *spec, const char *disk);

#endif
