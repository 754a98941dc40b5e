/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel itself offers to modules: from the running kernel if it is that one, else from its
 * vmlinuz (kept under /var/cache/gangway, since to unpack one takes a second), else from the
 * Module.symvers of its build.
 */
#ifndef TOOLS_MKINITRD_MODULES_EXPORTS_H
#define TOOLS_MKINITRD_MODULES_EXPORTS_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/base/set.h"
#include "tools/mkinitrd/modules/provided.h"

struct exports {
	char *source; /* what told them; NULL: nothing did, and ... */
	char *why;    /* ... the last reason for that; NULL: nothing is there to tell them */
	struct set names;
	char *symvers; /* the Module.symvers, which tells more of each; NULL: none */
	struct provided_set details;
};

/* Never fails: a source that cannot be read tells nothing. */
void exports_read(struct exports *exports, const struct root *root, const char *release);
void exports_free(struct exports *exports);

#endif
