// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/hardlinks.h"

#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/alloc.h"

static int by_file(const void *a, const void *b)
{
	const struct tree_entry *x = &((const struct hardlink *)a)->key;
	const struct tree_entry *y = &((const struct hardlink *)b)->key;
	const uint64_t of_x[] = {x->hard_device, x->hard_inode, x->mode, x->uid, x->gid};
	const uint64_t of_y[] = {y->hard_device, y->hard_inode, y->mode, y->uid, y->gid};

	return memcmp(of_x, of_y, sizeof(of_x));
}

struct hardlink *hardlinks_find(const struct hardlinks *set, const struct tree_entry *entry)
{
	struct hardlink key = {.key = *entry};
	struct hardlink **found = entry->hard_inode ? tfind(&key, &set->files, by_file) : NULL;

	return found ? *found : NULL;
}

void hardlinks_note(struct hardlinks *set, const struct tree_entry *entry)
{
	struct hardlink *file = hardlinks_find(set, entry);

	if (!entry->hard_inode)
		return;
	if (!file) {
		file = alloc(sizeof(*file));
		file->key = *entry;
		alloc_checked(tsearch(file, &set->files, by_file));
	}
	file->names++;
	file->links++;
}

void hardlinks_free(struct hardlinks *set)
{
	tdestroy(set->files, free);
	set->files = NULL;
}
