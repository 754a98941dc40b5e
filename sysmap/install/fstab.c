// SPDX-License-Identifier: GPL-2.0
#include "sysmap/install/fstab.h"

#include <stdbool.h>
#include <string.h>

#include "lib/file.h"
#include "lib/text.h"
#include "sysmap/install/atomic.h"

/* Whether an option is in the comma-separated list. */
static bool options_have(const char *options, const char *end, const char *word)
{
	while (options < end) {
		const char *comma = memchr(options, ',', end - options);
		const char *to = comma ? comma : end;

		if (text_is(options, to - options, word))
			return true;
		options = comma ? comma + 1 : end;
	}
	return false;
}

/* Fields: source, directory (possibly with a final '/'), type, options. */
static enum fstab line_find(const char *line, const char *end, const char *dir)
{
	const char *token;
	long len = text_token(&line, end, &token);

	if (len < 0 || *token == '#')
		return FSTAB_NONE;
	len = text_token(&line, end, &token);
	while (len > 1 && token[len - 1] == '/')
		len--;
	if (len < 0 || !text_is(token, len, dir))
		return FSTAB_NONE;
	text_token(&line, end, &token);
	len = text_token(&line, end, &token);
	return len >= 0 && options_have(token, token + len, "noauto") ? FSTAB_NOAUTO
								      : FSTAB_MOUNTED;
}

enum fstab fstab_text_find(struct bytes text, const char *dir)
{
	const char *rest = (const char *)text.at, *end = rest + text.len, *line;
	enum fstab found = FSTAB_NONE;
	long len;

	while (found != FSTAB_MOUNTED && (len = text_line(&rest, end, &line)) >= 0) {
		enum fstab more = line_find(line, line + len, dir);

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
