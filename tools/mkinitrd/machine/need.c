// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/machine/need.h"

#include <stdlib.h>

#include "tools/mkinitrd/base/report.h"

struct need *need_add(struct needs *needs, enum need_for purpose, const char *format, ...)
{
	struct need *need;
	va_list args;

	needs->need = alloc_again(needs->need, needs->count + 1, sizeof(*need));
	need = &needs->need[needs->count++];
	*need = (struct need){.purpose = purpose};
	va_start(args, format);
	need->why = alloc_text_v(format, args);
	va_end(args);
	return need;
}

void needs_free(struct needs *needs)
{
	for (size_t i = 0; i < needs->count; i++) {
		list_free(&needs->need[i].names);
		free(needs->need[i].why);
	}
	free(needs->need);
	list_free(&needs->volumes);
	free(needs->resume);
	*needs = (struct needs){0};
}

/* Chooses the first module that exists; the result is that of modules_add(). */
static int choose_first(const struct need *need, struct modules *modules)
{
	int result = 1;

	for (size_t i = 0; i < need->names.count && result > 0; i++) {
		const char *name = need->names.item[i];

		if (need->purpose == NEED_UNLOADED)
			result = modules_add(modules, name, need->why);
		else if (need->purpose != NEED_ROOT)
			result = modules_request_optional(modules, name, need->why);
		else
			result = modules_request(modules, name, need->why);
	}
	return result;
}

static int print_missing(const struct need *need, const struct modules *modules)
{
	const char *release = modules->release;
	char *names = list_join(&need->names, ", ");
	int result = 0;

	/* without module support, all drivers of the kernel are built in */
	if (need->purpose == NEED_ROOT && kconfig_modular(modules->kernel))
		result = report_error("kernel %s has no module %s (%s)", release, names, need->why);
	else if (need->purpose == NEED_OTHER_ROOT && kconfig_modular(modules->kernel))
		report_warning("kernel %s has no module %s (%s)", release, names, need->why);
	else
		report_detail("%s: not found (%s)", names, need->why);
	free(names);
	return result;
}

static int choose_module(const struct need *need, struct modules *modules, bool same_kernel)
{
	int result = choose_first(need, modules);

	if (result <= 0)
		return result;
	return need->no_module && same_kernel ? 0 : print_missing(need, modules);
}

static int choose_helper(const struct need *need, const struct tree *tree, struct with *with)
{
	const char *kind = with_kind_of(need->opens);
	char *program = alloc_text("/lib/gangway/%s", need->opens);
	bool root = need->purpose == NEED_ROOT || need->purpose == NEED_OTHER_ROOT;
	bool added = tree_find(tree, program) || !root;
	int result = 0;

	if (!added && !kind && need->purpose == NEED_ROOT)
		result = report_error("%s: the image has no helper %s", need->why, program);
	else if (!added && !kind)
		report_warning("%s: the image has no helper %s", need->why, program);
	else if (!added && !list_has(&with->kinds, kind)) {
		report_detail("--with %s (%s)", kind, need->why);
		list_add(&with->kinds, kind);
	}
	free(program);
	return result;
}

int needs_choose(const struct needs *needs, struct modules *modules, bool same_kernel,
		 const struct tree *tree, struct with *with)
{
	int result = 0;

	for (size_t i = 0; i < needs->volumes.count; i++)
		list_add(&with->volumes, needs->volumes.item[i]);
	if (needs->resume)
		with->resume = alloc_text("%s", needs->resume);
	for (size_t i = 0; i < needs->count && result == 0; i++) {
		const struct need *need = &needs->need[i];

		if (need->opens)
			result = choose_helper(need, tree, with);
		else
			result = choose_module(need, modules, same_kernel);
	}
	return result;
}
