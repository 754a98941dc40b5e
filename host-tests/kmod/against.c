// SPDX-License-Identifier: GPL-2.0
/*
 * against-kmod ROOT RELEASE
 *
 * Compares gangway with libkmod, which implements modprobe --resolve-alias and --show-depends, for
 * all modules of a kernel: every alias as a modalias, and every module with its dependencies.
 * Aliases are also compared with fnmatch() over depmod's text file, line by line.
 */
#include <fnmatch.h>
#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers-load/loader.h"
#include "host-tests/kmod/names.h"
#include "host-tests/tap.h"
#include "lib/text.h"

enum { ALIASES = 65536, EVERY = 4 };

static struct loader l;
static struct kmod_ctx *kmod;

static struct alias {
	char *text;    /* a modalias for it */
	char *pattern; /* '_' for '-', as in depmod's index */
	char module[MODULE_NAME_SIZE];
	size_t plain; /* length of its prefix without special characters */
} aliases[ALIASES];
static unsigned alias_count;

/* ---- aliases ------------------------------------------------------------------------------- */

/* Replaces each '*' differently. */
static void text_of(const char *pattern, char *text)
{
	static const char *const fill[] = {"", "0", "1AF4", "c06", "ffFF0000"};
	static unsigned next;

	for (; *pattern; pattern++) {
		if (*pattern == '[') {
			*text++ = pattern[1];
			pattern = strchr(pattern, ']');
		} else if (*pattern == '*') {
			text = stpcpy(text, fill[next++ % 5]);
		} else {
			*text++ = *pattern == '?' ? '0' : *pattern;
		}
	}
	*text = '\0';
}

static void read_aliases(const char *root, const char *release)
{
	char path[4096], line[4096], pattern[4096], text[16384], module[MODULE_NAME_SIZE];
	FILE *file;

	snprintf(path, sizeof(path), "%s/lib/modules/%s/modules.alias", root, release);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		struct alias *alias = &aliases[alias_count];

		if (sscanf(line, "alias %4095s %55s", pattern, module) != 2)
			continue;
		if (++alias_count == ALIASES)
			abort();
		text_of(pattern, text);
		text_underscores(pattern);
		text_underscores(module);
		*alias = (struct alias){strdup(text), strdup(pattern),
					.plain = strcspn(pattern, "*?[")};
		strcpy(alias->module, module);
	}
	if (file)
		fclose(file);
}

static void find_here(const char *name, struct names *names)
{
	struct index_hits hits = {.count = 0};

	catalog_resolve(&l.catalog, name, &hits);
	for (unsigned i = 0; i < hits.count; i++)
		names_add(names, hits.at[i].value);
}

static void find_kmod(const char *text, struct names *names)
{
	struct kmod_list *list = NULL, *item;

	kmod_module_new_from_lookup(kmod, text, &list);
	kmod_list_foreach(item, list) {
		struct kmod_module *mod = kmod_module_get_module(item);

		names_add(names, kmod_module_get_name(mod));
		kmod_module_unref(mod);
	}
	kmod_module_unref_list(list);
}

/* A module's name takes precedence over aliases. */
static void find_plainly(const char *text, struct names *names)
{
	if (catalog_line(&l.catalog, text))
		return names_add(names, text);
	for (const struct alias *a = aliases; a < aliases + alias_count; a++)
		if (!strncmp(a->pattern, text, a->plain) && !fnmatch(a->pattern, text, 0))
			names_add(names, a->module);
}

static void check_aliases(void)
{
	unsigned wrong = 0, wrong_plainly = 0;

	for (unsigned i = 0; i < alias_count; i++) {
		static struct names here, there, plain;
		char *text = aliases[i].text;

		here.count = there.count = plain.count = 0;
		find_kmod(text, &there);
		text_underscores(text);
		find_here(text, &here);
		wrong += !names_agree(text, &here, &there, true);
		if (i % EVERY)
			continue;
		find_plainly(text, &plain);
		wrong_plainly += !names_agree(text, &here, &plain, true);
	}
	tap_ok(alias_count > 10000, "a kernel's worth of aliases");
	tap_num(wrong, 0, "each finds what kmod finds, and no more");
	tap_num(wrong_plainly, 0, "and of every %dth what fnmatch finds", EVERY);
}

/* ---- dependencies -------------------------------------------------------------------------- */

/* Loads all requested modules in turn. */
static void load_here(const char *name, struct names *names)
{
	struct module *m;

	memset(&l.graph, 0, sizeof(l.graph));
	l.expanded = 0;
	loader_request(&l, name);
	while ((m = graph_next(&l.graph))) {
		names_add(names, m->name);
		m->state = MODULE_LIVE;
	}
}

static void note_action(struct kmod_module *mod, bool install, const char *options)
{
	struct names *names = (struct names *)kmod_get_userdata(kmod);

	(void)install;
	(void)options;
	if (kmod_module_get_path(mod))
		names_add(names, kmod_module_get_name(mod));
}

static struct kmod_module *module_named(const char *name)
{
	struct kmod_module *mod;

	if (kmod_module_new_from_name(kmod, name, &mod))
		abort();
	return mod;
}

static void load_kmod(const char *name, struct names *names)
{
	struct kmod_module *mod = module_named(name);

	kmod_set_userdata(kmod, names);
	kmod_module_probe_insert_module(mod, KMOD_PROBE_IGNORE_LOADED | KMOD_PROBE_DRY_RUN, NULL,
					NULL, NULL, note_action);
	kmod_module_unref(mod);
}

/* Whether all dependencies of the last name precede it. */
static bool last_is_ready(const struct names *names)
{
	struct kmod_module *mod = module_named(names->at[names->count - 1]);
	struct kmod_list *needs = kmod_module_get_dependencies(mod), *item;
	bool ready = true;

	kmod_list_foreach(item, needs) {
		struct kmod_module *need = kmod_module_get_module(item);

		ready &= names_has(names, kmod_module_get_name(need));
		kmod_module_unref(need);
	}
	kmod_module_unref_list(needs);
	kmod_module_unref(mod);
	return ready;
}

static bool in_order(const struct names *names)
{
	static struct names before;

	for (before.count = 0; before.count < names->count;) {
		strcpy(before.at[before.count], names->at[before.count]);
		before.count++;
		if (!last_is_ready(&before))
			return false;
	}
	return true;
}

/* kmod uses only the first softdep line of a module. */
static bool has_softdeps(const struct names *names)
{
	const struct modprobed *rules = &l.catalog.rules;

	for (unsigned i = 0; i < names->count; i++) {
		const struct modprobed_rule *rule =
			modprobed_next(rules, MODPROBED_SOFTDEP, names->at[i], NULL);

		if (rule && modprobed_next(rules, MODPROBED_SOFTDEP, names->at[i], rule))
			return true;
	}
	return false;
}

/* "kernel/fs/ext4/ext4.ko.xz: PATH..." */
static void name_of_line(const char *line, char name[MODULE_NAME_SIZE])
{
	size_t len = strcspn(line, ":");
	const char *base = memrchr(line, '/', len);

	base = base ? base + 1 : line;
	if (text_copy_n(name, MODULE_NAME_SIZE, base, strcspn(base, ".")))
		abort();
	text_underscores(name);
}

static void check_needs(const char *root, const char *release)
{
	unsigned count = 0, wrong = 0, unordered = 0;
	char path[4096], line[65536], name[MODULE_NAME_SIZE];
	FILE *file;

	snprintf(path, sizeof(path), "%s/lib/modules/%s/modules.dep", root, release);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		static struct names here, there;

		here.count = there.count = 0;
		name_of_line(line, name);
		load_here(name, &here);
		load_kmod(name, &there);
		wrong += !names_agree(name, &here, &there, !has_softdeps(&here));
		unordered += !in_order(&here);
		count++;
	}
	if (file)
		fclose(file);
	tap_ok(count > 1000, "a kernel's worth of modules");
	tap_num(wrong, 0, "each brings with it what kmod brings");
	tap_num(unordered, 0, "what it needs comes first");
}

int main(int argc, char **argv)
{
	static const char *const no_config[] = {NULL};
	char dir[4096];

	if (argc != 3)
		return 2;
	snprintf(dir, sizeof(dir), "%s/lib/modules/%s", argv[1], argv[2]);
	kmod = kmod_new(dir, no_config);
	if (!kmod || kmod_load_resources(kmod) || loader_open(&l, argv[1], argv[2]))
		abort();
	read_aliases(argv[1], argv[2]);
	check_aliases();
	check_needs(argv[1], argv[2]);
	kmod_unref(kmod);
	return tap_done();
}
