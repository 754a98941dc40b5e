// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modverify.h"

#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/modules/exports.h"
#include "tools/mkinitrd/base/parallel.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/modules/modsymbols.h"

struct proving {
	const struct modules *modules;
	char *const *paths;
	struct symbols *symbols; /* of each module */
	struct set offered;      /* by all of them */
	struct exports kernel;
};

static int read_one(void *context, size_t index)
{
	const struct proving *p = context;

	return symbols_read(p->paths[index], &p->symbols[index]);
}

static int check_release(const struct proving *p, size_t index)
{
	const char *release = p->symbols[index].release;

	if (!*release || strcmp(release, p->modules->release) == 0)
		return 0;
	return report_error("%s: is built for kernel %s, not for %s", p->modules->files.item[index],
			    release, p->modules->release);
}

/* What the kernel makes itself when it loads a module (simplify_symbols() there). */
static bool is_loaders(const char *symbol)
{
	return strcmp(symbol, "_GLOBAL_OFFSET_TABLE_") == 0 || strcmp(symbol, "TOC.") == 0;
}

static bool is_there(const struct proving *p, const char *symbol)
{
	return set_has(&p->offered, symbol) || set_has(&p->kernel.names, symbol) ||
	       is_loaders(symbol);
}

static int check_needs(const struct proving *p, size_t index)
{
	const struct list *needs = &p->symbols[index].needs;

	for (size_t i = 0; i < needs->count; i++) {
		if (!is_there(p, needs->item[i]))
			return report_error("%s: needs the symbol %s, which neither the kernel "
					    "(%s) nor another module here has",
					    p->modules->files.item[index], needs->item[i],
					    p->kernel.source);
	}
	return 0;
}

static int check_all(struct proving *p)
{
	size_t count = p->modules->files.count;
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = check_release(p, i);
	if (result < 0)
		return -1;
	exports_read(&p->kernel, p->modules->root, p->modules->release);
	if (!p->kernel.source) {
		report_warning("kernel %s: neither a vmlinuz nor a Module.symvers tells what it "
			       "has for modules, so that they are not proved",
			       p->modules->release);
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < p->symbols[i].offers.count; j++)
			set_add(&p->offered, p->symbols[i].offers.item[j]);
	}
	for (size_t i = 0; i < count && result == 0; i++)
		result = check_needs(p, i);
	return result;
}

int modproof_check(const struct modules *modules, char *const *paths)
{
	struct proving p = {.modules = modules, .paths = paths};
	size_t count = modules->files.count;
	int result;

	p.symbols = alloc(count * sizeof(*p.symbols));
	result = parallel_each(count, read_one, &p);
	if (result == 0 && count > 0)
		result = check_all(&p);
	for (size_t i = 0; i < count; i++)
		symbols_free(&p.symbols[i]);
	free(p.symbols);
	set_free(&p.offered);
	exports_free(&p.kernel);
	return result;
}
