// SPDX-License-Identifier: GPL-2.0
#include "sysmap/install/fstab.h"

#include <string.h>

#include "lib/file.h"
#include "lib/fstab.h"
#include "lib/text.h"
#include "sysmap/install/atomic.h"

/* A target may have a final '/'. */
static enum fstab find(const struct fstab_entry *entry, const char *dir)
{
	size_t len = strlen(entry->target);

	while (len > 1 && entry->target[len - 1] == '/')
		len--;
	if (!text_is(entry->target, len, dir))
		return FSTAB_NONE;
	return fstab_option(entry->options, "noauto") ? FSTAB_NOAUTO : FSTAB_MOUNTED;
}

enum fstab fstab_text_find(struct bytes text, const char *dir)
{
	static struct fstab_entry entry; /* large */
	struct fstab_lines lines = {.rest = (const char *)text.at};
	enum fstab found = FSTAB_NONE;

	lines.end = lines.rest + text.len;
	while (found != FSTAB_MOUNTED && fstab_next(&lines, &entry)) {
		enum fstab more = find(&entry, dir);

		if (more != FSTAB_NONE)
			found = more;
	}
	return found;
}

enum fstab fstab_find(const char *root, const char *dir)
{
	char path[ATOMIC_PATH];
	struct bytes map;
	enum fstab found;

	if (text_format(path, sizeof(path), "%s/etc/fstab", root) < 0 || file_map(path, &map))
		return FSTAB_NONE;
	found = fstab_text_find(map, dir);
	file_unmap(&map);
	return found;
}
