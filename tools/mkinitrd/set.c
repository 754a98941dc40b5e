// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/set.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/alloc.h"

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

void set_free(struct set *set)
{
	tdestroy(set->nodes, free);
	set->nodes = NULL;
}
