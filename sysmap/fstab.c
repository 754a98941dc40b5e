// SPDX-License-Identifier: GPL-2.0
#include "sysmap/fstab.h"

#include <string.h>

#include "lib/file.h"
#include "lib/text.h"
#include "sysmap/atomic.h"

static bool is_word(const char *text, long len, const char *word)
{
	return len == (long)strlen(word) && memcmp(text, word, len) == 0;
}

/* Whether a word is among the options, which have commas between them. */
static bool options_have(const char *options, const char *end, const char *word)
{
	while (options < end) {
		const char *comma = memchr(options, ',', end - options);
		const char *to = comma ? comma : end;

		if (is_word(options, to - options, word))
			return true;
		options = comma ? comma + 1 : end;
	}
	return false;
}

/*
 * Source, folder (which may end with '/'), type, options. What is `noauto` is mounted by hand if at
 * all: nobody waits for it.
 */
static bool line_mounts(const char *line, const char *end, const char *folder)
{
	const char *token;
	long len = text_token(&line, end, &token);

	if (len < 0 || *token == '#')
		return false;
	len = text_token(&line, end, &token);
	while (len > 1 && token[len - 1] == '/')
		len--;
	if (len < 0 || !is_word(token, len, folder))
		return false;
	text_token(&line, end, &token);
	len = text_token(&line, end, &token);
	return len < 0 || !options_have(token, token + len, "noauto");
}

bool fstab_text_has(struct bytes text, const char *folder)
{
	const char *rest = (const char *)text.at, *end = rest + text.len, *line;
	bool found = false;
	long len;

	while (!found && (len = text_line(&rest, end, &line)) >= 0)
		found = line_mounts(line, line + len, folder);
	return found;
}

bool fstab_has(const char *root, const char *folder)
{
	char path[ATOMIC_PATH];
	struct bytes map;
	bool found;

	if (text_format(path, sizeof(path), "%s/etc/fstab", root) < 0 || file_map(path, &map))
		return false;
	found = fstab_text_has(map, folder);
	file_unmap(&map);
	return found;
}
