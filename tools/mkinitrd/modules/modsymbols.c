// SPDX-License-Identifier: GPL-2.0
/* libkmod knows where they stand: that has changed with the kernel's versions. */
#include "tools/mkinitrd/modules/modsymbols.h"

#include <errno.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"

/* libkmod: nothing of this kind is in the file. */
static bool is_none(int error)
{
	return error == -ENODATA || error == -ENOENT || error == -ENOSYS;
}

static int read_needs(struct kmod_module *module, struct list *needs)
{
	struct kmod_list *list = NULL, *item;
	int error = kmod_module_get_dependency_symbols(module, &list);

	if (error < 0)
		return is_none(error) ? 0 : error;
	kmod_list_foreach(item, list) {
		if (kmod_module_dependency_symbol_get_bind(item) != KMOD_SYMBOL_WEAK)
			list_add(needs, kmod_module_dependency_symbol_get_symbol(item));
	}
	kmod_module_dependency_symbols_free_list(list);
	return 0;
}

static int read_offers(struct kmod_module *module, struct list *offers)
{
	struct kmod_list *list = NULL, *item;
	int error = kmod_module_get_symbols(module, &list);

	if (error < 0)
		return is_none(error) ? 0 : error;
	kmod_list_foreach(item, list)
		list_add(offers, kmod_module_symbol_get_symbol(item));
	kmod_module_symbols_free_list(list);
	return 0;
}

/* vermagic begins with the release, and goes on with what the kernel was configured for. */
static int read_release(struct kmod_module *module, char **ret_release)
{
	struct kmod_list *list = NULL, *item;
	const char *magic = "";
	int error = kmod_module_get_info(module, &list);

	if (error < 0 && !is_none(error))
		return error;
	kmod_list_foreach(item, list) {
		if (strcmp(kmod_module_info_get_key(item), "vermagic") == 0)
			magic = kmod_module_info_get_value(item);
	}
	*ret_release = alloc_text("%.*s", (int)strcspn(magic, " "), magic);
	kmod_module_info_free_list(list);
	return 0;
}

static int read_all(struct kmod_ctx *kmod, const char *path, struct symbols *symbols)
{
	struct kmod_module *module = NULL;
	int error = kmod_module_new_from_path(kmod, path, &module);

	if (error == 0)
		error = read_needs(module, &symbols->needs);
	if (error == 0)
		error = read_offers(module, &symbols->offers);
	if (error == 0)
		error = read_release(module, &symbols->release);
	if (module)
		kmod_module_unref(module);
	return error;
}

int symbols_read(const char *path, struct symbols *ret_symbols)
{
	static const char *const no_configuration[] = {NULL};
	/* one of its own: libkmod's contexts belong to one thread each */
	struct kmod_ctx *kmod = alloc_checked(kmod_new("/", no_configuration));
	int error;

	*ret_symbols = (struct symbols){0};
	error = read_all(kmod, path, ret_symbols);
	kmod_unref(kmod);
	if (error == 0)
		return 0;
	symbols_free(ret_symbols);
	return report_error("%s: damaged: its symbols cannot be read: %s", path, strerror(-error));
}

void symbols_free(struct symbols *symbols)
{
	list_free(&symbols->needs);
	list_free(&symbols->offers);
	free(symbols->release);
	symbols->release = NULL;
}
