// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/walk.h"

#include <search.h>

struct walk {
	walk_fn *each;
	void *context;
};

/* twalk() passes no context. */
static _Thread_local struct walk current;

static void visit(const void *node, VISIT when, int depth)
{
	(void)depth;
	/* search.h calls in-order "postorder" */
	if (when == postorder || when == leaf)
		current.each(current.context, *(void *const *)node);
}

void walk(const void *root, walk_fn *each, void *context)
{
	const struct walk outer = current; /* `each` may walk another tree */

	current = (struct walk){each, context};
	twalk(root, visit);
	current = outer;
}
