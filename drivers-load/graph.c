// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/graph.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "lib/text.h"

static unsigned bucket_of(const char *name)
{
	uint32_t hash = 2166136261; /* FNV-1a */

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619;
	return hash % GRAPH_BUCKETS;
}

void graph_clear(struct graph *g)
{
	g->count = g->need_count = 0;
	memset(g->buckets, 0, sizeof(g->buckets));
}

struct module *graph_find(const struct graph *g, const char *name)
{
	struct module *m = g->buckets[bucket_of(name)];

	while (m && !text_equal(m->name, name))
		m = m->same_bucket;
	return m;
}

int graph_add(struct graph *g, const char *name, struct module **ret_module)
{
	struct module **bucket = &g->buckets[bucket_of(name)];
	struct module *m = graph_find(g, name);
	int err;

	if (m) {
		*ret_module = m;
		return 0;
	}
	if (g->count == GRAPH_MODULES)
		return -ENOSPC;
	m = &g->modules[g->count];
	*m = (struct module){.nice = GRAPH_NICE, .same_bucket = *bucket};
	err = text_copy(m->name, sizeof(m->name), name);
	if (err)
		return err;
	g->count++;
	*bucket = m;
	*ret_module = m;
	return 0;
}

int graph_depend(struct graph *g, struct module *from, struct module *to, bool soft)
{
	struct dependency *need = &g->needs[g->need_count];

	if (g->need_count == GRAPH_DEPS)
		return -ENOSPC;
	g->need_count++;
	*need = (struct dependency){.to = to, .next = from->needs, .soft = soft};
	from->needs = need;
	graph_raise(to, from->nice);
	return 0;
}

/* Ends for every graph, since `nice` only decreases. */
void graph_raise(struct module *m, int nice)
{
	if (m->nice <= nice)
		return;
	m->nice = nice;
	for (struct dependency *need = m->needs; need; need = need->next)
		graph_raise(need->to, nice);
}

static bool is_settled(const struct module *m)
{
	return m->state == MODULE_LIVE || m->state == MODULE_FAILED;
}

static void fail_with(struct module *m, const struct module *needed)
{
	m->state = MODULE_FAILED;
	m->error = -ECANCELED;
	m->failed_dep = needed->failed_dep ? needed->failed_dep : needed;
}

/* Fails the module if a hard dependency has failed; returns whether it did. */
static bool fails_too(struct module *m)
{
	for (struct dependency *need = m->needs; need; need = need->next) {
		if (!need->soft && need->to->state == MODULE_FAILED) {
			fail_with(m, need->to);
			return true;
		}
	}
	return false;
}

static void spread_failures(struct graph *g)
{
	bool more;

	do {
		more = false;
		for (unsigned i = 0; i < g->count; i++)
			if (g->modules[i].state == MODULE_WAITING)
				more |= fails_too(&g->modules[i]);
	} while (more);
}

static bool needs_module(const struct module *m, const struct module *other)
{
	for (const struct dependency *need = m->needs; need; need = need->next)
		if (!need->soft && need->to == other)
			return true;
	return false;
}

/*
 * Whether all dependencies are settled, except soft ones on modules that need `m` itself; `hard`:
 * ignoring all soft ones.
 */
static bool is_ready(const struct module *m, bool hard)
{
	for (const struct dependency *need = m->needs; need; need = need->next)
		if (!is_settled(need->to) && !(need->soft && (hard || needs_module(need->to, m))))
			return false;
	return true;
}

static struct module *first_ready(struct graph *g, bool hard)
{
	struct module *first = NULL;

	for (unsigned i = 0; i < g->count; i++) {
		struct module *m = &g->modules[i];

		if (m->state == MODULE_WAITING && (!first || m->nice < first->nice) &&
		    is_ready(m, hard))
			first = m;
	}
	return first;
}

/* All modules that are still waiting form circles. */
static void fail_circles(struct graph *g)
{
	for (unsigned i = 0; i < g->count; i++) {
		struct module *m = &g->modules[i];

		if (m->state == MODULE_WAITING) {
			m->state = MODULE_FAILED;
			m->error = -ELOOP;
		}
	}
}

struct module *graph_next(struct graph *g)
{
	struct module *m;

	spread_failures(g);
	m = first_ready(g, false);
	if (m || graph_count(g, MODULE_LOADING))
		return m;
	m = first_ready(g, true);
	if (!m)
		fail_circles(g);
	return m;
}

const struct module *graph_missing(const struct module *m)
{
	const struct module *missing = NULL;

	for (const struct dependency *need = m->needs; need; need = need->next) {
		if (need->to->state == MODULE_LOADING)
			return need->to;
		if (need->to->state == MODULE_WAITING)
			missing = need->to;
	}
	return missing;
}

unsigned graph_count(const struct graph *g, enum module_state state)
{
	unsigned count = 0;

	for (unsigned i = 0; i < g->count; i++)
		count += g->modules[i].state == state;
	return count;
}
