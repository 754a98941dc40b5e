// SPDX-License-Identifier: GPL-2.0
/*
 * The rules of kernel/module/main.c and version.c, 6.1 and 7.2: resolve_symbol(), check_version()
 * and verify_namespace_is_imported(); vermagic.c has those for a module's vermagic.
 */
#include "tools/mkinitrd/modules/modverify.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/parallel.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/modules/vermagic.h"
#include "tools/mkinitrd/symbols/exports.h"
#include "tools/mkinitrd/symbols/modsymbols.h"

struct verification {
	const struct modules *modules;
	char *const *paths;
	struct modsymbols *symbols;  /* of each module */
	struct provided_set offered; /* by all modules */
	struct exports kernel;
};

static int read_one(void *context, size_t index)
{
	const struct verification *p = context;

	return modsymbols_read(p->paths[index], &p->symbols[index]);
}

/* ---- symbols ---- */

/* Symbols that the kernel defines when it loads a module (simplify_symbols()). */
static bool is_loaders(const char *symbol)
{
	return strcmp(symbol, "_GLOBAL_OFFSET_TABLE_") == 0 || strcmp(symbol, "TOC.") == 0;
}

/* license_is_gpl_compatible() of linux/license.h */
static bool is_gpl(const char *license)
{
	static const char *const compatible[] = {
		"GPL",          "GPL v2",       "GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
	};

	for (size_t i = 0; i < sizeof(compatible) / sizeof(compatible[0]); i++) {
		if (strcmp(license, compatible[i]) == 0)
			return true;
	}
	return false;
}

/* "module:NAME,PREFIX*" is imported implicitly by the modules that it names. */
static bool is_named(const char *space, const char *module)
{
	const char *names = text_after(space, "module:");
	char *copy = alloc_text("%s", names ? names : ""), *rest = copy, *name;
	bool named = false;

	while (names && !named && (name = strsep(&rest, ",")))
		named = *name && fnmatch(name, module, 0) == 0;
	free(copy);
	return named;
}

static bool may_import(const struct verification *p, size_t index, const char *space)
{
	return !space || list_has(&p->symbols[index].imports, space) ||
	       is_named(space, p->modules->chosen.item[index]) ||
	       kconfig_has(p->modules->kernel, "CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS");
}

static bool is_other_version(uint64_t version, const struct provided *provided)
{
	return version && provided->crc && version != provided->crc;
}

/* NULL: there are no details of the symbol. */
static const struct provided *find(const struct verification *p, const char *symbol)
{
	const struct provided *found = provided_find(&p->offered, symbol);

	return found ? found : provided_find(&p->kernel.details, symbol);
}

static int check_use(const struct verification *p, size_t index, size_t need)
{
	const struct modsymbols *symbols = &p->symbols[index];
	const char *file = p->modules->files.item[index], *name = symbols->needs.item[need];
	const struct provided *provided = find(p, name);

	if (!provided)
		return 0;
	if (is_other_version(symbols->versions[need], provided))
		return report_error("%s: built for another version of the symbol %s than that "
				    "of %s",
				    file, name, provided->by);
	if (provided->gpl && !is_gpl(symbols->license))
		return report_error("%s: license '%s', but the symbol %s of %s is for GPL "
				    "modules only",
				    file, symbols->license, name, provided->by);
	if (!may_import(p, index, provided->space))
		return report_error("%s: does not import the namespace %s of the symbol %s of %s",
				    file, provided->space, name, provided->by);
	return 0;
}

static bool is_there(const struct verification *p, const char *symbol)
{
	return provided_find(&p->offered, symbol) || set_has(&p->kernel.names, symbol) ||
	       is_loaders(symbol);
}

static int check_needs(const struct verification *p, size_t index)
{
	const struct list *needs = &p->symbols[index].needs;
	int result = 0;

	for (size_t i = 0; i < needs->count && result == 0; i++) {
		if (p->kernel.source && !is_there(p, needs->item[i]))
			return report_error("%s: unknown symbol %s: neither the kernel "
					    "(%s) nor another module exports it",
					    p->modules->files.item[index], needs->item[i],
					    p->kernel.source);
		result = check_use(p, index, i);
	}
	return result;
}

/* ---- all modules ---- */

static bool disagrees(const struct verification *p, const struct modsymbols *symbols)
{
	for (size_t i = 0; i < symbols->needs.count; i++) {
		const struct provided *provided =
			provided_find(&p->kernel.details, symbols->needs.item[i]);

		if (provided && is_other_version(symbols->versions[i], provided))
			return true;
	}
	return false;
}

/* If the build directory was used for another kernel since, most modules disagree with it. */
static void drop_stale_symvers(struct verification *p)
{
	size_t count = p->modules->files.count, others = 0;

	for (size_t i = 0; i < count; i++)
		others += disagrees(p, &p->symbols[i]);
	if (count < 2 || 2 * others <= count)
		return;
	report_warning(
		"ignoring %s: not of this kernel: %zu of %zu modules have other versions of its "
		"symbols",
		p->kernel.symvers, others, count);
	provided_free(&p->kernel.details);
	free(p->kernel.symvers);
	p->kernel.symvers = NULL;
}

/* A kernel without symbol versions compares none. */
static void drop_versions(struct verification *p)
{
	if (!kconfig_known(p->modules->kernel) ||
	    kconfig_has(p->modules->kernel, "CONFIG_MODVERSIONS"))
		return;
	for (size_t i = 0; i < p->modules->files.count; i++) {
		for (size_t j = 0; j < p->symbols[i].needs.count; j++)
			p->symbols[i].versions[j] = 0;
	}
}

static void print_unknown(const struct verification *p)
{
	const char *why = p->kernel.why;

	report_warning("cannot verify the modules of kernel %s: %s", p->modules->release,
		       why ? why : "neither a vmlinuz nor a Module.symvers was found");
}

static int check_all(struct verification *p)
{
	size_t count = p->modules->files.count;
	int result;

	drop_versions(p);
	exports_read(&p->kernel, p->modules->root, p->modules->release);
	drop_stale_symvers(p);
	result = vermagic_check(p->modules, p->symbols, p->kernel.symvers);
	if (result == 0 && !p->kernel.source)
		print_unknown(p);
	for (size_t i = 0; i < count; i++)
		modsymbols_offer(&p->symbols[i], p->paths[i], p->modules->files.item[i],
				 &p->offered);
	for (size_t i = 0; i < count && result == 0; i++)
		result = check_needs(p, i);
	return result;
}

int modverify_check(const struct modules *modules, char *const *paths)
{
	struct verification p = {.modules = modules, .paths = paths};
	size_t count = modules->files.count;
	int result;

	p.symbols = alloc(count * sizeof(*p.symbols));
	result = parallel_each(count, read_one, &p);
	if (result == 0 && count > 0)
		result = check_all(&p);
	for (size_t i = 0; i < count; i++)
		modsymbols_free(&p.symbols[i]);
	free(p.symbols);
	provided_free(&p.offered);
	exports_free(&p.kernel);
	return result;
}
