/* SPDX-License-Identifier: GPL-2.0 */
/* The key files of /etc/crypttab. */
#ifndef TOOLS_MKINITRD_WITH_KEYFILE_H
#define TOOLS_MKINITRD_WITH_KEYFILE_H

#include <stdbool.h>

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/* KEYFILE_PATTERN of Debian's cryptsetup-initramfs, a list of shell patterns: new memory, or NULL. */
char *keyfile_patterns(const struct root *root);
/* Whether one of the patterns matches; `patterns` may be NULL. */
bool keyfile_matches(const char *patterns, const char *key);

/*
 * Adds the key file of the volume `name`, readable by root only. If there is no such file, that is a
 * warning, since the volume is then unlocked with a passphrase.
 */
int keyfile_add(struct tree *tree, const struct root *root, const char *name, const char *key);

#endif
