// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/vmlinuz.h"

#include <stdlib.h>

#include "tools/mkinitrd/alloc.h"
#include "tools/sysmap/kernel.h"
#include "tools/sysmap/report.h"

/* Debian and most others; Fedora and others; kernels of a merged /usr under a root that is not. */
static const char *const places[] = {
	"/boot/vmlinuz-%s",
	"/lib/modules/%s/vmlinuz",
	"/usr/lib/modules/%s/vmlinuz",
	NULL,
};

static int prove(struct kernel *kernel, struct proof *ret_proof)
{
	static struct kallsyms kallsyms;
	struct map_symbol symbol;
	struct prover prover;
	int got;

	if (kernel_kallsyms(kernel, &kallsyms) < 0)
		return -1;
	prover_begin(&prover);
	while ((got = kallsyms_next(&kallsyms, &symbol)) > 0)
		prover_add(&prover, &symbol);
	if (got < 0)
		return report("%s: its kallsyms have a broken name", kernel->path);
	if (prover_end(&prover, ret_proof))
		return report("%s: its kallsyms have no _stext and _etext", kernel->path);
	return 0;
}

static int read_kernel(struct kernel *kernel, void *context)
{
	struct vmlinuz *vmlinuz = context;
	int result = prove(kernel, &vmlinuz->proof);

	if (!result)
		kernel_buildid(kernel, vmlinuz->id);
	return result;
}

void vmlinuz_read(struct vmlinuz *vmlinuz, const struct root *root, const char *release)
{
	char said[512];

	*vmlinuz = (struct vmlinuz){.path = root_find_first(root, places, release)};
	if (!vmlinuz->path) {
		vmlinuz->why =
			alloc_text("there is no vmlinuz-%s in %s", release, path_shown(root->dir));
		return;
	}
	report_divert(said, sizeof(said));
	if (kernel_with(vmlinuz->path, read_kernel, vmlinuz) < 0)
		vmlinuz->why = alloc_text("%s", said);
	report_divert(NULL, 0);
}

void vmlinuz_free(struct vmlinuz *vmlinuz)
{
	free(vmlinuz->path);
	free(vmlinuz->why);
}
