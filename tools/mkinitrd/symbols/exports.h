/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The symbols that a kernel exports: read from the running kernel if it is that kernel, else from
 * its vmlinuz (cached, see exportcache.h, since unpacking takes a second), else from the
 * Module.symvers of its build.
 */
#ifndef TOOLS_MKINITRD_SYMBOLS_EXPORTS_H
#define TOOLS_MKINITRD_SYMBOLS_EXPORTS_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/base/set.h"
#include "tools/mkinitrd/symbols/provided.h"

struct exports {
	char *source; /* where they were read; NULL: nowhere, ... */
	char *why;    /* ... for this reason; NULL: no source exists */
	struct set names;
	char *symvers; /* the Module.symvers, which has details; NULL: none */
	struct provided_set details;
};

/* Never fails: sources that cannot be read are ignored. */
void exports_read(struct exports *exports, const struct root *root, const char *release);
void exports_free(struct exports *exports);

#endif
