/* SPDX-License-Identifier: GPL-2.0 */
/* The vmlinuz of a release, for what it tells of the kernel in it: it is unpacked for that. */
#ifndef TOOLS_MKINITRD_KERNEL_VMLINUZ_H
#define TOOLS_MKINITRD_KERNEL_VMLINUZ_H

#include "sysmap/buildid.h"
#include "sysmap/proof.h"
#include "tools/mkinitrd/base/rootdir.h"

/* From here: new memory, NULL where there is none. */
char *vmlinuz_find(const struct root *root, const char *release);

/*
 * Calls `each` with the name of every symbol that the kernel carries. NULL, or why it could not, in
 * words: new memory.
 */
typedef void vmlinuz_symbol_fn(void *context, const char *name);
char *vmlinuz_symbols(const char *path, vmlinuz_symbol_fn *each, void *context);

struct vmlinuz {
	char *path; /* NULL: there is none */
	char *why;  /* there is no proof; NULL: there is one */
	struct proof proof;
	char id[BUILDID_SIZE]; /* the kernel's build-id; "" where it has none */
};

/* Never fails: a kernel that cannot be read only proves nothing. */
void vmlinuz_read(struct vmlinuz *vmlinuz, const struct root *root, const char *release);
void vmlinuz_free(struct vmlinuz *vmlinuz);

#endif
