/* SPDX-License-Identifier: GPL-2.0 */
/* All modules of a kernel, from its index. */
#ifndef TOOLS_MKINITRD_MODULES_MODLIST_H
#define TOOLS_MKINITRD_MODULES_MODLIST_H

#include <stddef.h>

struct modules;

struct modlist_item {
	char *name;
	char *file;  /* relative to the modules' directory: "kernel/drivers/ata/ahci.ko.xz" */
	char *home;  /* the file of the kernel's own module of this name, or `file` */
	char *needs; /* all dependencies, direct and indirect, separated by blanks */
};

struct modlist {
	struct modlist_item *item; /* sorted by name */
	size_t count;
};

int modlist_read(const struct modules *modules, struct modlist *ret_list);
/* The module of this file; NULL: none. */
const struct modlist_item *modlist_find(const struct modlist *list, const char *file);

/* Calls `each` for every alias of the modules in the list. */
typedef void modlist_alias_fn(void *context, const char *alias, const struct modlist_item *module);
int modlist_each_alias(const struct modules *modules, const struct modlist *list,
		       modlist_alias_fn *each, void *context);
void modlist_free(struct modlist *list);

#endif
