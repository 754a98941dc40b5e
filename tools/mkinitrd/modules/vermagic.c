// SPDX-License-Identifier: GPL-2.0
/* The rules of check_modinfo() and same_magic(), kernel/module/main.c and version.c, 6.1 and 7.2. */
#include "tools/mkinitrd/modules/vermagic.h"

#include <string.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/report.h"

struct checking {
	const struct modules *modules;
	const struct modsymbols *symbols;
	bool can_compare;
};

/* The text after the release: the kernel's configuration. */
static const char *flags_of(const struct modsymbols *symbols)
{
	return symbols->vermagic + strcspn(symbols->vermagic, " ");
}

/* A kernel with symbol versions accepts modules of other releases. */
static bool has_versions(const struct modsymbols *symbols)
{
	return strstr(flags_of(symbols), " modversions") != NULL;
}

static int check_release(const struct checking *c, size_t index)
{
	const struct modsymbols *symbols = &c->symbols[index];
	const char *release = c->modules->release, *file = c->modules->files.item[index];
	size_t len = strcspn(symbols->vermagic, " ");

	if (!len || (len == strlen(release) && strncmp(symbols->vermagic, release, len) == 0))
		return 0;
	if (!has_versions(symbols))
		return report_error("%s: built for kernel %.*s, not for %s", file, (int)len,
				    symbols->vermagic, release);
	if (!c->can_compare)
		report_warning("%s: built for kernel %.*s; without a Module.symvers of %s its "
			       "symbol versions cannot be verified",
			       file, (int)len, symbols->vermagic, release);
	return 0;
}

static bool is_own(const char *file)
{
	return text_after(file, "kernel/") != NULL;
}

static size_t count_alike(const struct checking *c, size_t index)
{
	size_t count = 0;

	for (size_t i = 0; i < c->modules->files.count; i++) {
		if (is_own(c->modules->files.item[i]) &&
		    strcmp(flags_of(&c->symbols[i]), flags_of(&c->symbols[index])) == 0)
			count++;
	}
	return count;
}

/* A module with the flags of most of the kernel's modules, which are those of the kernel. */
static size_t find_model(const struct checking *c)
{
	size_t model = 0, most = 0;

	for (size_t i = 0; i < c->modules->files.count; i++) {
		size_t count;

		/* skip modules with the same flags: a kernel has thousands */
		if (most > 0 && strcmp(flags_of(&c->symbols[i]), flags_of(&c->symbols[model])) == 0)
			continue;
		count = *c->symbols[i].vermagic ? count_alike(c, i) : 0;
		if (count > most) {
			most = count;
			model = i;
		}
	}
	return model;
}

static int check_flags(const struct checking *c, size_t index, size_t model)
{
	const struct modsymbols *symbols = &c->symbols[index];

	if (!*symbols->vermagic || !*c->symbols[model].vermagic ||
	    strcmp(flags_of(symbols), flags_of(&c->symbols[model])) == 0)
		return 0;
	return report_error(
		"%s: vermagic '%s' differs from that of %s, '%s'; the kernel accepts only one",
		c->modules->files.item[index], symbols->vermagic, c->modules->files.item[model],
		c->symbols[model].vermagic);
}

int vermagic_check(const struct modules *modules, const struct modsymbols *symbols,
		   bool can_compare)
{
	const struct checking c = {modules, symbols, can_compare};
	size_t model = find_model(&c);
	int result = 0;

	for (size_t i = 0; i < modules->files.count && result == 0; i++) {
		result = check_release(&c, i);
		if (result == 0)
			result = check_flags(&c, i, model);
	}
	return result;
}
