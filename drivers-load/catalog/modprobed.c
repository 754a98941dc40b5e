// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/catalog/modprobed.h"

#include <errno.h>
#include <string.h>

#include "drivers-load/catalog/glob.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* ---- lines --------------------------------------------------------------------------------- */

/*
 * Appends the next line, with its continuation lines, to the text as a string. m->used is not
 * advanced until the line is kept. Returns 1; 0 at the end of the file.
 */
static int next_line(struct modprobed *m, struct bytes *rest)
{
	size_t to = m->used;
	bool escaped = false;

	if (!rest->len)
		return 0;
	while (rest->len) {
		char c = *rest->at++;

		rest->len--;
		if (c == '\\' && !escaped) {
			escaped = true;
			continue;
		}
		if (c == '\n' && !escaped)
			break;
		if (to + 1 >= sizeof(m->text))
			return -ENOSPC;
		if (c && c != '\n')
			m->text[to++] = c;
		escaped = false;
	}
	m->text[to] = '\0';
	return 1;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts the first word off *rest; "" if there is none. */
static char *cut_word(char **rest)
{
	char *word = *rest, *end;

	while (is_blank(*word))
		word++;
	for (end = word; *end && !is_blank(*end); end++)
		;
	*rest = end;
	if (*end) {
		*end++ = '\0';
		while (is_blank(*end))
			end++;
		*rest = end;
	}
	return word;
}

/* ---- rules --------------------------------------------------------------------------------- */

static const struct {
	const char *keyword;
	bool has_value;
	bool is_pattern; /* of the name */
} kinds[] = {
	[MODPROBED_ALIAS] = {"alias", true, true},
	[MODPROBED_BLACKLIST] = {"blacklist", false, false},
	[MODPROBED_INSTALL] = {"install", true, true},
	[MODPROBED_OPTIONS] = {"options", true, false},
	[MODPROBED_SOFTDEP] = {"softdep", true, true},
};

/* For unloading (remove), for image builders (weakdep), or ignored by kmod (include, config). */
static const char *const unused[] = {"remove", "weakdep", "include", "config"};

static enum modprobed_kind kind_of(const char *keyword)
{
	enum modprobed_kind kind = 0;

	while (kind < MODPROBED_BAD && !text_equal(kinds[kind].keyword, keyword))
		kind++;
	return kind;
}

static bool is_unused(const char *keyword)
{
	for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++)
		if (text_equal(unused[i], keyword))
			return true;
	return false;
}

static int add_rule(struct modprobed *m, struct modprobed_rule rule, const char *end)
{
	if (m->count == sizeof(m->rules) / sizeof(m->rules[0]))
		return -ENOSPC;
	m->rules[m->count++] = rule;
	m->used = end - m->text + 1;
	return 0;
}

/* Parses the line that next_line() stored at m->used. */
static int take_line(struct modprobed *m)
{
	char *rest = m->text + m->used;
	const char *end = rest + strlen(rest);
	char *keyword = cut_word(&rest);
	enum modprobed_kind kind = kind_of(keyword);
	char *name;

	if (!*keyword || *keyword == '#' || is_unused(keyword))
		return 0;
	if (kind == MODPROBED_BAD)
		return add_rule(m, (struct modprobed_rule){kind, keyword, rest}, end);
	name = cut_word(&rest);
	if (!*name || (kinds[kind].has_value && !*rest))
		return add_rule(m, (struct modprobed_rule){MODPROBED_BAD, keyword, name}, end);
	text_underscores(name);
	if (kind == MODPROBED_ALIAS) {
		rest = cut_word(&rest);
		text_underscores(rest);
	}
	return add_rule(m, (struct modprobed_rule){kind, name, rest}, end);
}

int modprobed_parse(struct modprobed *m, struct bytes file)
{
	int more, err = 0;

	while (!err && (more = next_line(m, &file)))
		err = more < 0 ? more : take_line(m);
	return err;
}

const struct modprobed_rule *modprobed_next(const struct modprobed *m, enum modprobed_kind kind,
					    const char *name, const struct modprobed_rule *after)
{
	for (unsigned i = after ? after - m->rules + 1 : 0; i < m->count; i++) {
		const struct modprobed_rule *rule = &m->rules[i];

		if (rule->kind != kind)
			continue;
		if (kinds[kind].is_pattern ? glob_match(rule->name, name)
					   : text_equal(rule->name, name))
			return rule;
	}
	return NULL;
}

bool modprobed_is_refusal(const struct modprobed_rule *install)
{
	const char *end = install->value + strlen(install->value);
	const char *rest = install->value, *word, *base;
	long len = text_token(&rest, end, &word);

	for (base = word + len; base > word && base[-1] != '/'; base--)
		;
	len -= base - word;
	return (len == 4 && !memcmp(base, "true", 4)) || (len == 5 && !memcmp(base, "false", 5));
}

/* ---- files --------------------------------------------------------------------------------- */

/* The first directory that has a file of a name takes precedence. */
static const char *const dirs[] = {"/etc", "/run", "/usr/lib", "/lib"};

/* Files of all directories, sorted by name. `names` contains the strings. */
struct file_list {
	unsigned dir;
	unsigned count;
	struct {
		uint16_t name;
		uint8_t dir;
	} at[64];
	uint16_t used;
	char names[2048];
};

static bool is_conf(const char *name)
{
	size_t len = strlen(name);

	return name[0] != '.' && len > 5 && text_equal(name + len - 5, ".conf");
}

static int list_file(void *context, const char *name, unsigned char type)
{
	struct file_list *list = context;
	unsigned slot = list->count;
	int order = -1;

	(void)type; /* file_map() rejects other types */
	if (!is_conf(name))
		return 0;
	while (slot > 0 && (order = strcmp(list->names + list->at[slot - 1].name, name)) > 0)
		slot--;
	if (slot > 0 && order == 0)
		return 0;
	if (list->count == sizeof(list->at) / sizeof(list->at[0]) ||
	    text_copy(list->names + list->used, sizeof(list->names) - list->used, name))
		return -ENOSPC;
	memmove(&list->at[slot + 1], &list->at[slot], (list->count - slot) * sizeof(list->at[0]));
	list->at[slot].name = list->used;
	list->at[slot].dir = list->dir;
	list->count++;
	list->used += strlen(name) + 1;
	return 0;
}

int modprobed_read_file(struct modprobed *m, const char *path)
{
	struct bytes map;
	int err = file_map(path, &map);

	if (err == -ENOENT || err == -EINVAL)
		return 0; /* a link to /dev/null masks a file */
	if (err)
		return err;
	err = modprobed_parse(m, map);
	file_unmap(&map);
	return err;
}

static int read_listed(struct modprobed *m, const char *root, const struct file_list *list)
{
	char path[512];
	int err = 0;

	for (unsigned i = 0; i < list->count; i++) {
		int one = text_format(path, sizeof(path), "%s%s/modprobe.d/%s", root,
				      dirs[list->at[i].dir], list->names + list->at[i].name);

		if (one > 0)
			one = modprobed_read_file(m, path);
		if (!err)
			err = one;
	}
	return err;
}

int modprobed_read(struct modprobed *m, const char *root)
{
	struct file_list list = {.count = 0};
	char path[256];
	int err = 0;

	for (unsigned i = 0; !err && i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		err = text_format(path, sizeof(path), "%s%s/modprobe.d", root, dirs[i]);
		if (err < 0)
			return err;
		list.dir = i;
		err = file_each(SYS_CWD, path, list_file, &list);
		if (err == -ENOENT)
			err = 0;
	}
	return err ? err : read_listed(m, root, &list);
}
