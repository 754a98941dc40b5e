// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/tree/owners.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

enum { FIELDS = 4 };

/* The number of fields, at most one more than there may be. */
static size_t split(char *line, char *fields[])
{
	static const char blanks[] = " \t\r";
	size_t count = 0;
	char *rest = line, *field;

	line[strcspn(line, "#")] = '\0';
	while (count <= FIELDS && (field = strtok_r(count ? NULL : line, blanks, &rest)))
		fields[count++] = field;
	return count;
}

static int apply(const char *file, unsigned line, struct tree *tree, char *fields[], size_t count)
{
	uint64_t uid, gid, mode = 0;
	int result;

	/* -1 is no valid ID: chown(2) takes it as "unchanged" */
	if (count < 3 || count > FIELDS || fields[0][0] != '/' ||
	    text_number(fields[1], 10, UINT32_MAX - 1, &uid) < 0 ||
	    text_number(fields[2], 10, UINT32_MAX - 1, &gid) < 0 ||
	    (count == FIELDS && text_number(fields[3], 8, 07777, &mode) < 0))
		return report_error("--owners %s, line %u: expected PATH UID GID [MODE], with an "
				    "absolute path, decimal numbers and an octal mode",
				    file, line);
	result = tree_own(tree, fields[0], uid, gid, count == FIELDS ? (int)mode : -1);
	if (result > 0)
		return report_error("--owners %s, line %u: %s is not in the image", file, line,
				    fields[0]);
	return result;
}

static int apply_all(const char *file, struct tree *tree, char *text)
{
	char *fields[FIELDS + 1], *line;

	for (unsigned number = 1; (line = strsep(&text, "\n")); number++) {
		size_t count = split(line, fields);

		if (count > 0 && apply(file, number, tree, fields, count) < 0)
			return -1;
	}
	return 0;
}

int owners_apply(const char *file, struct tree *tree)
{
	struct content content;
	int result;

	if (!file)
		return 0;
	if (content_read(file, &content) < 0)
		return -1;
	result = apply_all(file, tree, content.data);
	content_free(&content);
	return result;
}
