// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/symbols/provided.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/walk.h"

static int by_name(const void *a, const void *b)
{
	const struct provided *x = a, *y = b;

	return strcmp(x->name, y->name);
}

struct provided *provided_find(const struct provided_set *set, const char *name)
{
	struct provided key = {.name = (char *)name};
	struct provided **found = tfind(&key, &set->nodes, by_name);

	return found ? *found : NULL;
}

struct provided *provided_add(struct provided_set *set, const char *name, const char *by)
{
	struct provided *symbol = provided_find(set, name);

	if (symbol)
		return symbol;
	symbol = alloc(sizeof(*symbol));
	symbol->name = alloc_text("%s", name);
	symbol->by = by;
	alloc_checked(tsearch(symbol, &set->nodes, by_name));
	return symbol;
}

void provided_set_space(struct provided *symbol, const char *space)
{
	free(symbol->space);
	symbol->space = *space ? alloc_text("%s", space) : NULL;
}

struct visit {
	provided_each_fn *each;
	void *context;
};

static void visit_symbol(void *context, void *element)
{
	const struct provided *symbol = element;
	const struct visit *visit = context;

	visit->each(visit->context, symbol->name);
}

void provided_each(const struct provided_set *set, provided_each_fn *each, void *context)
{
	struct visit visit = {each, context};

	walk(set->nodes, visit_symbol, &visit);
}

static void free_one(void *node)
{
	struct provided *symbol = node;

	free(symbol->name);
	free(symbol->space);
	free(symbol);
}

void provided_free(struct provided_set *set)
{
	tdestroy(set->nodes, free_one);
	set->nodes = NULL;
}

/* "CRC NAME FILE TYPE NAMESPACE", separated by tabs; no namespace before 5.4. */
static void parse_line(struct provided_set *set, char *line, const char *by)
{
	char *crc = strsep(&line, "\t"), *name = strsep(&line, "\t"), *file = strsep(&line, "\t");
	const char *type = strsep(&line, "\t"), *space = strsep(&line, "\t");
	struct provided *symbol;

	if (!file || strcmp(file, "vmlinux") != 0)
		return;
	symbol = provided_add(set, name, by);
	symbol->crc = strtoull(crc, NULL, 16);
	symbol->gpl = type && strcmp(type, "EXPORT_SYMBOL_GPL") == 0;
	provided_set_space(symbol, space ? space : "");
}

void provided_parse_symvers(struct provided_set *set, char *text, const char *by)
{
	char *line;

	while ((line = strsep(&text, "\n")))
		parse_line(set, line, by);
}
