// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/set.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/walk.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

bool set_has(const struct set *set, const char *text)
{
	return tfind(text, &set->nodes, by_text) != NULL;
}

bool set_add(struct set *set, const char *text)
{
	if (set_has(set, text))
		return false;
	alloc_checked(tsearch(alloc_text("%s", text), &set->nodes, by_text));
	return true;
}

bool set_is_empty(const struct set *set)
{
	return !set->nodes;
}

struct visit {
	set_each_fn *each;
	void *context;
};

static void visit(void *context, void *element)
{
	const struct visit *visit = context;

	visit->each(visit->context, element);
}

void set_each(const struct set *set, set_each_fn *each, void *context)
{
	struct visit to = {each, context};

	walk(set->nodes, visit, &to);
}

void set_free(struct set *set)
{
	tdestroy(set->nodes, free);
	set->nodes = NULL;
}
