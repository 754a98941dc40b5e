// SPDX-License-Identifier: GPL-2.0
/* Requests to the loader: resolve names to modules, add their dependencies to the graph. */
#include "drivers-load/loader.h"

#include <errno.h>
#include <string.h>

#include "drivers-load/modpath.h"
#include "drivers-load/devices/storage.h"
#include "lib/text.h"

/* Far apart, so that processes of a lower priority hardly slow the others. */
enum { NICE_NOW = -10, NICE_FIRST_DRIVER = 0, NICE_DRIVER = 10 };

/* ---- names --------------------------------------------------------------------------------- */

static int look_up(const struct loader *l, const char *name, size_t len, struct loader_lookup *to)
{
	int err = text_copy_n(to->name, sizeof(to->name), name, len);

	to->hits.count = 0;
	if (err)
		return err;
	text_underscores(to->name);
	return catalog_resolve(&l->catalog, to->name, &to->hits);
}

/* ---- dependencies -------------------------------------------------------------------------- */

static void fail(struct module *m, int error)
{
	m->state = MODULE_FAILED;
	m->error = error;
}

/* "PATH PATH...": all dependencies, direct and indirect. */
static int add_needs(struct loader *l, struct module *m, const char *paths)
{
	const char *end = paths + strlen(paths), *path;
	long len;
	int err = 0;

	while (!err && (len = text_token(&paths, end, &path)) >= 0) {
		char name[MODULE_NAME_SIZE];
		struct module *needed;

		err = modpath_name(path, len, name);
		if (!err)
			err = graph_add(&l->graph, name, &needed);
		if (!err)
			err = graph_depend(&l->graph, m, needed, false);
	}
	return err;
}

/* Adds the module of a hit, with the alias by which it was found. */
static int add_hit(struct loader *l, const struct loader_lookup *lookup, unsigned i,
		   struct module **ret_module)
{
	const char *name = lookup->hits.at[i].value;
	int err = graph_add(&l->graph, name, ret_module);

	if (!err && !(*ret_module)->alias && !text_equal(lookup->name, name))
		(*ret_module)->alias = catalog_alias(&l->catalog, lookup->name, name);
	return err;
}

/* Adds the modules of a soft dependency, before or after `m`. */
static int add_soft(struct loader *l, struct module *m, bool before)
{
	const struct index_hits *hits = &l->soft.hits;
	int err = 0;

	for (unsigned i = 0; !err && i < hits->count; i++) {
		struct module *other;

		err = add_hit(l, &l->soft, i, &other);
		if (!err && other != m)
			err = graph_depend(&l->graph, before ? m : other, before ? other : m, true);
	}
	return err;
}

/* "pre: NAME... post: NAME..."; names unknown to the image are ignored. */
static int add_softdeps(struct loader *l, struct module *m, const char *text)
{
	enum { NEITHER, BEFORE, AFTER } side = NEITHER;
	const char *end = text + strlen(text), *token;
	long len;
	int err = 0;

	while (!err && (len = text_token(&text, end, &token)) >= 0) {
		if (text_is(token, len, "pre:"))
			side = BEFORE;
		else if (text_is(token, len, "post:"))
			side = AFTER;
		else if (side != NEITHER && look_up(l, token, len, &l->soft) == 0) {
			catalog_choose(&l->catalog, &l->soft.hits);
			err = add_soft(l, m, side == BEFORE);
		}
	}
	return err;
}

static int expand_line(struct loader *l, struct module *m, const char *line)
{
	const struct modprobed_rule *rule = NULL;
	const char *colon = strchr(line, ':');
	int err;

	if (!colon)
		return -EINVAL;
	m->path = line;
	m->path_len = colon - line;
	m->driver = modpath_is_driver(line);
	err = add_needs(l, m, colon + 1);
	while (!err && (rule = modprobed_next(&l->catalog.rules, MODPROBED_SOFTDEP, m->name, rule)))
		err = add_softdeps(l, m, rule->value);
	return err;
}

static void expand(struct loader *l, struct module *m)
{
	const char *line = catalog_line(&l->catalog, m->name);
	int err = -ENOENT;

	if (!line && catalog_builtin(&l->catalog, m->name)) {
		m->state = MODULE_LIVE;
		return;
	}
	if (line)
		err = catalog_refuses(&l->catalog, m->name) ? -EACCES : expand_line(l, m, line);
	if (err)
		fail(m, err);
}

/* The graph grows during the loop: dependencies are appended and expanded in turn. */
static void expand_all(struct loader *l)
{
	for (; l->expanded < l->graph.count; l->expanded++)
		if (l->graph.modules[l->expanded].state == MODULE_WAITING)
			expand(l, &l->graph.modules[l->expanded]);
}

/* ---- requests ------------------------------------------------------------------------------ */

/* Limits `nice` of the drivers in l->requested, and of their dependencies. */
static bool raise_drivers(struct loader *l, int nice)
{
	const struct index_hits *hits = &l->requested.hits;
	bool any = false;

	for (unsigned i = 0; i < hits->count; i++) {
		struct module *m = graph_find(&l->graph, hits->at[i].value);

		if (!m || !m->driver)
			continue;
		graph_raise(m, nice);
		any = true;
	}
	return any;
}

static int add_hits(struct loader *l, bool requested)
{
	const struct index_hits *hits = &l->requested.hits;
	int err = 0;

	for (unsigned i = 0; !err && i < hits->count; i++) {
		struct module *m;

		err = add_hit(l, &l->requested, i, &m);
		if (!err && requested)
			m->requested = true;
	}
	expand_all(l);
	return err;
}

/* Error of the first module in l->requested that failed; 0: none. */
static int first_failure(const struct loader *l)
{
	const struct index_hits *hits = &l->requested.hits;

	for (unsigned i = 0; i < hits->count; i++) {
		const struct module *m = graph_find(&l->graph, hits->at[i].value);

		if (m->state == MODULE_FAILED)
			return m->error;
	}
	return 0;
}

/* Records the failure for the report. A name too long for a module is only returned as an error. */
static void keep_failure(struct loader *l, int error)
{
	struct module *m;

	if (graph_add(&l->graph, l->requested.name, &m))
		return;
	m->requested = true;
	fail(m, error);
}

int loader_request(struct loader *l, const char *name)
{
	int err = look_up(l, name, strlen(name), &l->requested);

	if (err == -ENOENT && catalog_builtin(&l->catalog, l->requested.name))
		return 0;
	if (!err)
		err = add_hits(l, true);
	if (raise_drivers(l, l->has_first ? NICE_DRIVER : NICE_FIRST_DRIVER))
		l->has_first = true;
	if (!err)
		return first_failure(l);
	if (err != -ENAMETOOLONG)
		keep_failure(l, err);
	return err;
}

int loader_request_alias(struct loader *l, const char *modalias)
{
	int err = look_up(l, modalias, strlen(modalias), &l->requested);

	if (err == -ENOENT)
		return 0;
	if (!err)
		err = add_hits(l, false);
	if (storage_alias(modalias))
		raise_drivers(l, NICE_DRIVER);
	return err;
}

int loader_request_now(struct loader *l, const char *alias)
{
	const struct index_hits *hits = &l->requested.hits;
	int err = loader_request_alias(l, alias);

	for (unsigned i = 0; !err && i < hits->count; i++)
		graph_raise(graph_find(&l->graph, hits->at[i].value), NICE_NOW);
	return err;
}

/* ---- states -------------------------------------------------------------------------------- */

/* Of several modules a pending one counts, else a live one. */
static const int weight[] = {
	[MODULE_FAILED] = 1, [MODULE_LIVE] = 2, [MODULE_LOADING] = 3, [MODULE_WAITING] = 4};

int loader_state(struct loader *l, const char *name)
{
	const struct index_hits *hits = &l->requested.hits;
	int state = -ENOENT;
	int err = look_up(l, name, strlen(name), &l->requested);

	if (err == -ENOENT && catalog_builtin(&l->catalog, l->requested.name))
		return MODULE_LIVE;
	for (unsigned i = 0; !err && i < hits->count; i++) {
		const struct module *m = graph_find(&l->graph, hits->at[i].value);

		if (m && (state < 0 || weight[m->state] > weight[state]))
			state = m->state;
	}
	return err ? err : state;
}

const struct index_hits *loader_serving(struct loader *l, const char *modalias)
{
	if (look_up(l, modalias, strlen(modalias), &l->requested))
		l->requested.hits.count = 0;
	return &l->requested.hits;
}

const struct index_hits *loader_absent(struct loader *l, const char *modalias)
{
	l->requested.hits.count = 0;
	if (text_copy(l->requested.name, sizeof(l->requested.name), modalias))
		return &l->requested.hits;
	text_underscores(l->requested.name);
	catalog_absent(&l->catalog, l->requested.name, &l->requested.hits);
	return &l->requested.hits;
}
