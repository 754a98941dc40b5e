/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the symbols of the kernel in a release's vmlinuz, which is decompressed. */
#ifndef TOOLS_MKINITRD_KERNEL_VMLINUZ_H
#define TOOLS_MKINITRD_KERNEL_VMLINUZ_H

#include "sysmap/buildid.h"
#include "sysmap/symhash.h"
#include "tools/mkinitrd/base/rootdir.h"

/* The path on the host: new memory, NULL if there is none. */
char *vmlinuz_find(const struct root *root, const char *release);

/*
 * Calls `each` with the name of every symbol in the kernel. Returns NULL, or the error text in new
 * memory.
 */
typedef void vmlinuz_symbol_fn(void *context, const char *name);
char *vmlinuz_symbols(const char *path, vmlinuz_symbol_fn *each, void *context);

struct vmlinuz {
	char *path; /* NULL: no vmlinuz */
	char *why;  /* the reason if there is no symbol hash; else NULL */
	struct symhash symhash;
	char id[BUILDID_SIZE]; /* the kernel's build-id, or "" */
};

/* Never fails; if the kernel cannot be read, `why` is set. */
void vmlinuz_read(struct vmlinuz *vmlinuz, const struct root *root, const char *release);
void vmlinuz_free(struct vmlinuz *vmlinuz);

#endif
