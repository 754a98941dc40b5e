// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/moddeps.h"

#include <fnmatch.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/modules/modfile.h"
#include "tools/mkinitrd/modules/requests.h"
#include "tools/mkinitrd/symbols/modsymbols.h"

/* ---- whether the module can use an algorithm ---- */

/* true: its file cannot be read, which is reported */
static bool imports_crypto(const struct modules *m, struct kmod_module *module)
{
	const char *file = modset_file(m, module);
	char *path = file ? modfile_find(m, file) : NULL;
	struct modsymbols symbols = {0};
	bool any = !path || modsymbols_read(path, &symbols) < 0;

	for (size_t i = 0; i < symbols.needs.count; i++)
		any = any || text_after(symbols.needs.item[i], "crypto_");
	modsymbols_free(&symbols);
	free(path);
	return any;
}

/* Whether the module, or one that it depends on, calls the kernel's crypto API. */
static bool reaches_crypto(const struct modules *m, const char *name)
{
	struct kmod_list *others, *item;
	struct kmod_module *module;
	bool any;

	if (kmod_module_new_from_name(m->kmod, name, &module) < 0)
		return true;
	any = imports_crypto(m, module);
	others = kmod_module_get_dependencies(module);
	kmod_list_foreach(item, others) {
		struct kmod_module *other = kmod_module_get_module(item);

		any = any || imports_crypto(m, other);
		kmod_module_unref(other);
	}
	kmod_module_unref_list(others);
	kmod_module_unref(module);
	return any;
}

bool moddeps_is_useless(const struct modules *m, const char *name, const char *word)
{
	return text_after(word, "crypto-") && !reaches_crypto(m, name);
}

/* ---- rules ---- */

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
static void add_soft_rule(const struct modules *m, const char *name, const char *value,
			  struct list *names)
{
	char *text = alloc_text("%s", value), *rest = text, *word;

	while ((word = strsep(&rest, " "))) {
		cut_end(word, "pre:");
		cut_end(word, "post:");
		if (moddeps_is_useless(m, name, word))
			report_detail("%s: not needed, since %s does not use the crypto API", word,
				      name);
		else if (*word)
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
			add_soft_rule(m, name, kmod_config_iter_get_value(rule), ret_names);
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
