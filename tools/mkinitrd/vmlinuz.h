/* SPDX-License-Identifier: GPL-2.0 */
/* The vmlinuz of a release, for what it tells of the kernel in it: it is unpacked for that. */
#ifndef MKINITRD_VMLINUZ_H
#define MKINITRD_VMLINUZ_H

#include "sysmap/buildid.h"
#include "sysmap/proof.h"
#include "tools/mkinitrd/root.h"

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
