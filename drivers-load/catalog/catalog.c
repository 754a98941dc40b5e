// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/catalog/catalog.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

static const struct {
	const char *file;
	size_t offset;
} indexes[] = {
	{"modules.dep.bin", offsetof(struct catalog, dep)},
	{"modules.alias.bin", offsetof(struct catalog, alias)},
	{"modules.builtin.bin", offsetof(struct catalog, builtin)},
	{"modules.builtin.alias.bin", offsetof(struct catalog, builtin_alias)},
	{"modules.hints.bin", offsetof(struct catalog, hints)},
};

static int open_indexes(struct catalog *c, const char *dir)
{
	char path[512];
	int err = 0;

	for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++) {
		struct index *index = (struct index *)((char *)c + indexes[i].offset);
		int one = text_format(path, sizeof(path), "%s/%s", dir, indexes[i].file);

		if (one > 0)
			one = index_open(path, index);
		if (one == -ENOENT && index != &c->dep)
			one = 0; /* optional: a kernel may have no aliases or built-in modules */
		if (!err)
			err = one;
	}
	return err;
}

static int open_rules(struct catalog *c, const char *root, const char *dir)
{
	char path[512];
	int err = modprobed_read(&c->rules, root);
	int one = text_format(path, sizeof(path), "%s/modules.softdep", dir);

	if (one > 0)
		one = modprobed_read_file(&c->rules, path);
	return err ? err : one;
}

int catalog_open(struct catalog *c, const char *root, const char *release)
{
	char dir[256];
	int err = text_format(dir, sizeof(dir), "%s/lib/modules/%s", root, release);
	int one;

	if (err < 0)
		return err;
	err = open_indexes(c, dir);
	one = open_rules(c, root, dir);
	return err ? err : one;
}

const char *catalog_line(const struct catalog *c, const char *module)
{
	const char *line;

	return index_find(&c->dep, module, &line) ? NULL : line;
}

static const struct modprobed_rule *rule_for(const struct catalog *c, enum modprobed_kind kind,
					     const char *name)
{
	return modprobed_next(&c->rules, kind, name, NULL);
}

bool catalog_refuses(const struct catalog *c, const char *module)
{
	const struct modprobed_rule *install = rule_for(c, MODPROBED_INSTALL, module);

	return install && modprobed_is_refusal(install);
}

/* Whether a comma-separated list contains the module; '-' equals '_'. */
static bool in_list(const char *list, const char *module)
{
	size_t len = strlen(module);

	while (list) {
		const char *item;

		if (text_item(&list, &item) == len && text_param_equal(item, module, len))
			return true;
	}
	return false;
}

static bool is_blacklisted(const struct catalog *c, const char *module)
{
	for (unsigned i = 0; i < c->blacklist_count; i++)
		if (in_list(c->blacklists[i], module))
			return true;
	return rule_for(c, MODPROBED_BLACKLIST, module) || catalog_refuses(c, module);
}

static void drop_blacklisted(const struct catalog *c, struct index_hits *hits)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < hits->count; i++)
		if (!is_blacklisted(c, hits->at[i].value))
			hits->at[kept++] = hits->at[i];
	hits->count = kept;
}

static int hits_append(struct index_hits *hits, const char *module)
{
	if (hits->count == INDEX_HITS)
		return -E2BIG;
	hits->at[hits->count++] = (struct index_hit){0, module};
	return 0;
}

/* Adds all matching aliases of modprobe.d, like kmod. */
static int configured(const struct catalog *c, const char *name, struct index_hits *hits)
{
	int err = 0;
	const struct modprobed_rule *rule = NULL;

	while (!err && (rule = modprobed_next(&c->rules, MODPROBED_ALIAS, name, rule)))
		err = hits_append(hits, rule->value);
	return err;
}

void catalog_set_cpu(struct catalog *c, const char *modalias)
{
	c->cpus.count = c->cpu.count = 0;
	/* errors: then no module is known to have such an alias */
	if (index_match(&c->alias, modalias, &c->cpu) || index_below(&c->alias, "cpu:", &c->cpus))
		c->cpus.count = c->cpu.count = 0;
}

static bool has_hit(const struct index_hits *hits, const char *module)
{
	for (unsigned i = 0; i < hits->count; i++)
		if (text_equal(hits->at[i].value, module))
			return true;
	return false;
}

void catalog_choose(const struct catalog *c, struct index_hits *hits)
{
	unsigned kept = 0;
	bool any = false;

	for (unsigned i = 0; i < hits->count; i++)
		any = any || has_hit(&c->cpu, hits->at[i].value);
	for (unsigned i = 0; i < hits->count; i++)
		if (any ? has_hit(&c->cpu, hits->at[i].value)
			: !has_hit(&c->cpus, hits->at[i].value))
			hits->at[kept++] = hits->at[i];
	hits->count = kept;
}

/* Asks /sys/module: for images without modules.builtin, and for loaded modules. */
static bool kernel_has(const char *name)
{
	char path[96];

	return !strchr(name, '/') && text_format(path, sizeof(path), "/sys/module/%s", name) > 0 &&
	       file_exists(path);
}

bool catalog_builtin(const struct catalog *c, const char *name)
{
	struct index_hits hits = {.count = 0};
	const char *value;

	if (index_find(&c->builtin, name, &value) == 0)
		return true;
	index_match(&c->builtin_alias, name, &hits); /* one hit suffices, even before an error */
	return hits.count || kernel_has(name);
}

int catalog_resolve(const struct catalog *c, const char *name, struct index_hits *hits)
{
	unsigned before = hits->count;
	int err = configured(c, name, hits);

	if (err || hits->count > before)
		return err;
	if (catalog_line(c, name))
		return hits_append(hits, name);
	err = index_match(&c->alias, name, hits);
	if (err)
		return err;
	if (hits->count == before)
		return -ENOENT;
	drop_blacklisted(c, hits);
	return 0;
}

const char *catalog_alias(const struct catalog *c, const char *name, const char *module)
{
	const struct modprobed_rule *rule = NULL;

	while ((rule = modprobed_next(&c->rules, MODPROBED_ALIAS, name, rule)))
		if (text_equal(rule->value, module))
			return rule->name;
	rule = rule_for(c, MODPROBED_OPTIONS, name);
	return rule ? rule->name : NULL;
}

const struct modprobed_rule *catalog_options(const struct catalog *c, const char *module,
					     const char *alias, const struct modprobed_rule *after)
{
	const struct modprobed_rule *own, *other = NULL;

	own = modprobed_next(&c->rules, MODPROBED_OPTIONS, module, after);
	if (alias)
		other = modprobed_next(&c->rules, MODPROBED_OPTIONS, alias, after);
	return !own || (other && other < own) ? other : own;
}

void catalog_absent(const struct catalog *c, const char *modalias, struct index_hits *hits)
{
	unsigned kept = 0;

	(void)index_match(&c->hints, modalias, hits); /* hits before an error are kept */
	for (unsigned i = 0; i < hits->count; i++)
		if (!catalog_line(c, hits->at[i].value))
			hits->at[kept++] = hits->at[i];
	hits->count = kept;
}
