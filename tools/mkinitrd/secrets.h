/* SPDX-License-Identifier: GPL-2.0 */
/* Files of an image that not all users may read. */
#ifndef TOOLS_MKINITRD_SECRETS_H
#define TOOLS_MKINITRD_SECRETS_H

#include "tools/mkinitrd/options/options.h"
#include "tools/mkinitrd/tree/tree.h"

/* The name of such a file, valid as long as both; NULL: there is none. */
const char *secrets_find(const struct options *options, const struct tree *tree);

#endif
