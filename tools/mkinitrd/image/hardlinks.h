/* SPDX-License-Identifier: GPL-2.0 */
/* Entries that are one file: hard links of one source, with the same owner and mode. */
#ifndef TOOLS_MKINITRD_IMAGE_HARDLINKS_H
#define TOOLS_MKINITRD_IMAGE_HARDLINKS_H

#include "tools/mkinitrd/tree/tree.h"

struct hardlink {
	struct tree_entry key;
	unsigned links; /* names in the image */
	unsigned names; /* names not yet written */
	long inode;     /* 0: none is written yet */
};

struct hardlinks {
	void *files;
};

void hardlinks_note(struct hardlinks *set, const struct tree_entry *entry);
/* NULL: the source of the entry has no other links. */
struct hardlink *hardlinks_find(const struct hardlinks *set, const struct tree_entry *entry);
void hardlinks_free(struct hardlinks *set);

#endif
