// SPDX-License-Identifier: GPL-2.0
#include "sysmap/fstab.h"

#include <string.h>

#include "lib/file.h"
#include "lib/text.h"
#include "sysmap/atomic.h"

/* Source, then the folder, which may end with '/'. */
static bool line_names(const char *line, const char *end, const char *folder)
{
	const char *token;
	size_t want = strlen(folder);
	long len = text_token(&line, end, &token);

	if (len < 0 || *token == '#')
		return false;
	len = text_token(&line, end, &token);
	while (len > 1 && token[len - 1] == '/')
		len--;
	return len == (long)want && memcmp(token, folder, want) == 0;
}

bool fstab_has(const char *root, const char *folder)
{
	char path[ATOMIC_PATH];
	struct bytes map;
	const char *rest, *end, *line;
	bool found = false;
	long len;

	if (text_format(path, sizeof(path), "%s/etc/fstab", root) < 0 || file_map(path, &map))
		return false;
	rest = (const char *)map.at;
	end = rest + map.len;
	while (!found && (len = text_line(&rest, end, &line)) >= 0)
		found = line_names(line, line + len, folder);
	file_unmap(&map);
	return found;
}
