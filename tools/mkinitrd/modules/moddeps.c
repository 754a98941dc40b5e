// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/moddeps.h"

#include <fnmatch.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/modules/requests.h"

/* Removes the suffix. */
static void cut_end(char *word, const char *end)
{
	size_t len = strlen(word), end_len = strlen(end);

	if (len >= end_len && strcmp(word + len - end_len, end) == 0)
		word[len - end_len] = '\0';
}

/*
 * `value` is one rule as libkmod prints it: "pre: a b post: c"; libkmod 30 prints no blank before
 * "post:". The order does not matter.
 */
static void add_soft_rule(const char *value, struct list *names)
{
	char *text = alloc_text("%s", value), *rest = text, *word;

	while ((word = strsep(&rest, " "))) {
		cut_end(word, "pre:");
		cut_end(word, "post:");
		if (*word)
			list_add(names, word);
	}
	free(text);
}

/*
 * Every rule of the module. kmod_module_get_softdeps() returns the first rule only, and ignores
 * modules that it does not find.
 */
void moddeps_soft(const struct modules *m, const char *name, struct list *ret_names)
{
	struct kmod_config_iter *rule = kmod_config_get_softdeps(m->kmod);

	while (rule && kmod_config_iter_next(rule)) {
		if (fnmatch(kmod_config_iter_get_key(rule), name, 0) == 0)
			add_soft_rule(kmod_config_iter_get_value(rule), ret_names);
	}
	if (rule)
		kmod_config_iter_free_iter(rule);
}

/* A line of modules.weakdep: "weakdep MODULE NAME...". */
static void add_weak_rule(const char *name, char *line, struct list *names)
{
	const char *kind = strsep(&line, " "), *key = strsep(&line, " "), *other;

	if (!key || strcmp(kind, "weakdep") != 0 || fnmatch(key, name, 0) != 0)
		return;
	while ((other = strsep(&line, " ")))
		if (*other)
			list_add(names, other);
}

void moddeps_weak(const struct modules *m, const char *name, struct list *ret_names)
{
	char *text = alloc_text("%s", m->weak.data ? m->weak.data : ""), *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		add_weak_rule(name, line, ret_names);
	free(text);
	requests_of(name, ret_names);
}
