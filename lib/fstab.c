// SPDX-License-Identifier: GPL-2.0
#include "lib/fstab.h"

#include <string.h>

#include "lib/text.h"

enum { FIELDS = 6 };

/* Writes a field and its NUL; returns where the next one begins. A byte is at most as long as its code. */
static char *decode(char *to, const char *field, size_t len)
{
	char digits[4] = {0};
	uint64_t byte;

	for (size_t i = 0; i < len; i++) {
		*to = field[i];
		if (field[i] == '\\' && len - i > 3) {
			memcpy(digits, field + i + 1, 3);
			if (!text_number(digits, 8, 255, &byte) && byte) {
				*to = byte;
				i += 3;
			}
		}
		to++;
	}
	*to = '\0';
	return to + 1;
}

/* Whether the line is an entry. */
static bool parse(const char *line, const char *end, struct fstab_entry *entry)
{
	const char *fields[FIELDS] = {"", "", "auto", "", "0", "0"}, *field;
	char *to = entry->text;
	uint64_t pass = 0;
	unsigned count = 0;
	long len;

	while (count < FIELDS && (len = text_token(&line, end, &field)) >= 0) {
		if (!count && *field == '#')
			return false;
		fields[count++] = to;
		to = decode(to, field, len);
	}
	entry->source = fields[0];
	entry->target = fields[1];
	entry->type = fields[2];
	entry->options = fields[3];
	entry->checked = !text_number(fields[5], 10, INT32_MAX, &pass) && pass;
	return count > 1;
}

int fstab_next(struct fstab_lines *lines, struct fstab_entry *ret_entry)
{
	const char *line;
	long len;

	while ((len = text_line(&lines->rest, lines->end, &line)) >= 0) {
		ret_entry->line = ++lines->line;
		if (len >= FSTAB_LINE_SIZE)
			lines->too_long = lines->line;
		else if (parse(line, line + len, ret_entry))
			return 1;
	}
	return 0;
}

const char *fstab_option(const char *options, const char *name)
{
	size_t len = strlen(name);
	const char *option;

	while (options) {
		size_t option_len = text_item(&options, &option);

		if (option_len >= len && memcmp(option, name, len) == 0) {
			if (option_len == len)
				return "";
			if (option[len] == '=')
				return option + len + 1;
		}
	}
	return NULL;
}
