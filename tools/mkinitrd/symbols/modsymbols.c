// SPDX-License-Identifier: GPL-2.0
/* Uses libkmod, since the file format depends on the kernel's version. */
#include "tools/mkinitrd/symbols/modsymbols.h"

#include <errno.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"

/* libkmod: the file has no such section. */
static bool is_none(int error)
{
	return error == -ENODATA || error == -ENOENT || error == -ENOSYS;
}

static void add_version(uint64_t **versions, size_t count, uint64_t version)
{
	*versions = alloc_again(*versions, count, sizeof(**versions));
	(*versions)[count - 1] = version;
}

static int read_needs(struct kmod_module *module, struct modsymbols *symbols)
{
	struct kmod_list *list = NULL, *item;
	int error = kmod_module_get_dependency_symbols(module, &list);

	if (error < 0)
		return is_none(error) ? 0 : error;
	kmod_list_foreach(item, list) {
		if (kmod_module_dependency_symbol_get_bind(item) == KMOD_SYMBOL_WEAK)
			continue;
		list_add(&symbols->needs, kmod_module_dependency_symbol_get_symbol(item));
		add_version(&symbols->versions, symbols->needs.count,
			    kmod_module_dependency_symbol_get_crc(item));
	}
	kmod_module_dependency_symbols_free_list(list);
	return 0;
}

static int read_offers(struct kmod_module *module, struct modsymbols *symbols)
{
	struct kmod_list *list = NULL, *item;
	int error = kmod_module_get_symbols(module, &list);

	if (error < 0)
		return is_none(error) ? 0 : error;
	kmod_list_foreach(item, list) {
		list_add(&symbols->offers, kmod_module_symbol_get_symbol(item));
		add_version(&symbols->crcs, symbols->offers.count,
			    kmod_module_symbol_get_crc(item));
	}
	kmod_module_symbols_free_list(list);
	return 0;
}

static void take_info(struct modsymbols *symbols, const char *key, const char *value)
{
	char **text = strcmp(key, "vermagic") == 0  ? &symbols->vermagic
		      : strcmp(key, "license") == 0 ? &symbols->license
						    : NULL;

	if (strcmp(key, "import_ns") == 0)
		list_add(&symbols->imports, value);
	/* the kernel uses the first of several */
	if (!text || **text)
		return;
	free(*text);
	*text = alloc_text("%s", value);
}

static int read_info(struct kmod_module *module, struct modsymbols *symbols)
{
	struct kmod_list *list = NULL, *item;
	int error = kmod_module_get_info(module, &list);

	symbols->vermagic = alloc_text("%s", "");
	symbols->license = alloc_text("%s", "");
	if (error < 0)
		return is_none(error) ? 0 : error;
	kmod_list_foreach(item, list)
		take_info(symbols, kmod_module_info_get_key(item),
			  kmod_module_info_get_value(item));
	kmod_module_info_free_list(list);
	return 0;
}

static int read_all(struct kmod_ctx *kmod, const char *path, struct modsymbols *symbols)
{
	struct kmod_module *module = NULL;
	int error = kmod_module_new_from_path(kmod, path, &module);

	if (error == 0)
		error = read_needs(module, symbols);
	if (error == 0)
		error = read_offers(module, symbols);
	if (error == 0)
		error = read_info(module, symbols);
	if (module)
		kmod_module_unref(module);
	return error;
}

int modsymbols_read(const char *path, struct modsymbols *ret_symbols)
{
	static const char *const no_configuration[] = {NULL};
	/* a libkmod context must not be shared by threads */
	struct kmod_ctx *kmod = alloc_checked(kmod_new("/", no_configuration));
	int error;

	*ret_symbols = (struct modsymbols){0};
	error = read_all(kmod, path, ret_symbols);
	kmod_unref(kmod);
	if (error == 0)
		return 0;
	modsymbols_free(ret_symbols);
	return report_error("%s: damaged: its symbols cannot be read: %s", path, strerror(-error));
}

void modsymbols_free(struct modsymbols *symbols)
{
	list_free(&symbols->needs);
	list_free(&symbols->offers);
	list_free(&symbols->imports);
	free(symbols->versions);
	free(symbols->crcs);
	free(symbols->vermagic);
	free(symbols->license);
	*symbols = (struct modsymbols){0};
}
