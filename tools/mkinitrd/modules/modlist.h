/* SPDX-License-Identifier: GPL-2.0 */
/* All the modules of a kernel, as its index lists them. */
#ifndef TOOLS_MKINITRD_MODULES_MODLIST_H
#define TOOLS_MKINITRD_MODULES_MODLIST_H

#include <stddef.h>

struct modules;

struct modlist_item {
	char *name;
	char *file;  /* in the folder of the modules: "kernel/drivers/ata/ahci.ko.xz" */
	char *home;  /* where the kernel's own module of this name lies, or `file` */
	char *needs; /* the files that it depends on, and they in turn: a blank between two */
};

struct modlist {
	struct modlist_item *item; /* in the order of their names */
	size_t count;
};

int modlist_read(const struct modules *modules, struct modlist *ret_list);
/* The module that is in this file; NULL: none. */
const struct modlist_item *modlist_find(const struct modlist *list, const char *file);

/* Calls `each` for every alias of a module that is in the list. */
typedef void modlist_alias_fn(void *context, const char *alias, const struct modlist_item *module);
int modlist_each_alias(const struct modules *modules, const struct modlist *list,
		       modlist_alias_fn *each, void *context);
void modlist_free(struct modlist *list);

#endif
