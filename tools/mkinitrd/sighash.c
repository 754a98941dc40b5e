// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/sighash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/modules/modules.h"

#define WHY "the kernel checks the signatures of modules with it"

static int add_rule(const char *alias, struct tree *tree)
{
	char *text = alloc_text("# " WHY ", so it is loaded first\nsoftdep * pre: %s\n", alias);
	struct tree_entry entry = {.path = "/etc/modprobe.d/gangway-signatures.conf",
				   .mode = S_IFREG | 0644,
				   .data = text,
				   .len = strlen(text)};
	int result = tree_add(tree, TREE_YIELD, &entry, WHY);

	free(text);
	return result;
}

static int add(struct modules *m, const char *hash, struct tree *tree)
{
	char *alias = alloc_text("crypto-%s", hash);
	int result = modules_add(m, alias, WHY);

	if (result == 0 && modules_chosen(m, alias))
		result = add_rule(alias, tree);
	free(alias);
	return result < 0 ? -1 : 0;
}

int sighash_add(struct modules *m, struct tree *tree)
{
	char *hash = kconfig_has(m->kernel, "CONFIG_MODULE_SIG")
			     ? kconfig_string(m->kernel, "CONFIG_MODULE_SIG_HASH")
			     : NULL;
	int result = hash && m->chosen.count ? add(m, hash, tree) : 0;

	free(hash);
	return result;
}
