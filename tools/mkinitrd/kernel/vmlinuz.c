// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/kernel/vmlinuz.h"

#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/kernel/fault.h"
#include "tools/kernel/kernel.h"
#include "tools/kernel/segments.h"

/* Debian and most others; Fedora and others; a kernel with merged /usr in a root without. */
static const char *const formats[] = {
	"/boot/vmlinuz-%s",
	"/lib/modules/%s/vmlinuz",
	"/usr/lib/modules/%s/vmlinuz",
	"vmlinux",
	NULL,
};

char *vmlinuz_find(const struct root *root, const char *release)
{
	return root_find_first(root, formats, release);
}

/* The error text of kernel_with(); NULL: no error. */
static char *use_kernel(const char *path, kernel_use_fn *use, void *context)
{
	return kernel_with(path, use, context) < 0 ? alloc_text("%s", fault_text()) : NULL;
}

static int hash_symbols(struct kernel *kernel, struct symhash *ret_symhash)
{
	static struct kallsyms kallsyms;
	struct map_symbol symbol;
	struct symhasher symhasher;
	int got;

	if (segments_kallsyms(kernel, &kallsyms) < 0)
		return -1;
	symhasher_begin(&symhasher);
	while ((got = kallsyms_next(&kallsyms, &symbol)) > 0)
		symhasher_add(&symhasher, &symbol);
	if (got < 0)
		return fault("%s: damaged: invalid symbol name in kallsyms", kernel->path);
	if (symhasher_end(&symhasher, ret_symhash))
		return fault("%s: no _stext and _etext in kallsyms", kernel->path);
	return 0;
}

static int read_kernel(struct kernel *kernel, void *context)
{
	struct vmlinuz *vmlinuz = context;
	int result = hash_symbols(kernel, &vmlinuz->symhash);

	if (!result)
		kernel_buildid(kernel, vmlinuz->id);
	return result;
}

void vmlinuz_read(struct vmlinuz *vmlinuz, const struct root *root, const char *release)
{
	*vmlinuz = (struct vmlinuz){.path = vmlinuz_find(root, release)};
	if (!vmlinuz->path) {
		vmlinuz->why = alloc_text("no vmlinuz-%s in %s", release, path_shown(root->dir));
		return;
	}
	vmlinuz->why = use_kernel(vmlinuz->path, read_kernel, vmlinuz);
}

struct symbol_callback {
	vmlinuz_symbol_fn *each;
	void *context;
};

static int each_symbol(struct kernel *kernel, void *context)
{
	static struct kallsyms kallsyms;
	const struct symbol_callback *callback = context;
	struct map_symbol symbol;
	int got;

	if (segments_kallsyms(kernel, &kallsyms) < 0)
		return -1;
	while ((got = kallsyms_next(&kallsyms, &symbol)) > 0) {
		char name[MAP_NAME_MAX + 1];

		memcpy(name, symbol.name, symbol.name_len);
		name[symbol.name_len] = '\0';
		callback->each(callback->context, name);
	}
	return got < 0 ? fault("%s: damaged: invalid symbol name in kallsyms", kernel->path) : 0;
}

char *vmlinuz_symbols(const char *path, vmlinuz_symbol_fn *each, void *context)
{
	struct symbol_callback callback = {each, context};

	return use_kernel(path, each_symbol, &callback);
}

void vmlinuz_free(struct vmlinuz *vmlinuz)
{
	free(vmlinuz->path);
	free(vmlinuz->why);
}
