// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/machine/walk.h"

#include <stdlib.h>

#include "tools/mkinitrd/base/report.h"

int walk_stop(const struct walk *walk, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = alloc_text_v(format, args);
	va_end(args);
	if (walk->purpose == NEED_ROOT)
		report_error("%s", text);
	else
		report_warning("%s", text);
	free(text);
	return walk->purpose == NEED_ROOT ? -1 : 0;
}

void walk_need(struct walk *walk, const char *module, const char *why, const char *chain)
{
	struct need *need = need_add(walk->needs, walk->purpose, "%s: %s", why, chain);

	list_add(&need->names, module);
}

void walk_need_helper(struct walk *walk, const char *type, const char *chain)
{
	struct need *need = need_add(walk->needs, walk->purpose, "%s", chain);

	need->opens = type;
}
