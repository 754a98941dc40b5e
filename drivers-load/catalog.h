/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a name stands for: the modules that an image has, under their own names and their aliases,
 * as depmod's index files and modprobe.d tell it.
 *
 * Names here are written with '_' wherever people and files may write '-' (text_underscores).
 */
#ifndef DRIVERS_LOAD_CATALOG_H
#define DRIVERS_LOAD_CATALOG_H

#include <stdbool.h>

#include "drivers-load/glob.h"
#include "drivers-load/index.h"
#include "drivers-load/modprobed.h"

/* Zeroed, it is empty. */
struct catalog {
	struct index dep, alias, builtin, builtin_alias;
	struct index hints; /* aliases of modules that the image need not have */
	struct modprobed rules;
	const char *const *blacklists; /* modprobe.blacklist=: comma lists */
	unsigned blacklist_count;
};

/*
 * Opens `root`/lib/modules/`release` and `root`'s modprobe.d. -ENOENT: there is no modules.dep.bin.
 * After any other error what could be read is there.
 */
int catalog_open(struct catalog *c, const char *root, const char *release);

/* The module's line of modules.dep, "PATH: PATH PATH...", or NULL: the image does not have it. */
const char *catalog_line(const struct catalog *c, const char *module);

/* Whether the kernel has it without the image: built in, or loaded already. */
bool catalog_builtin(const struct catalog *c, const char *name);

/* Whether modprobe.d has an install line that says that the module is never to be loaded. */
bool catalog_refuses(const struct catalog *c, const char *module);

/*
 * Adds the modules that a name or an alias means to `hits`, in kmod's order: the aliases of
 * modprobe.d, else the module of that name, else the aliases in the modules without those that are
 * blacklisted (which may leave none). -ENOENT: the image does not know it. `name` must last as long
 * as the hits.
 */
int catalog_resolve(const struct catalog *c, const char *name, struct index_hits *hits);

/*
 * What `options` of modprobe.d may call a module that was found by looking up `name`: the pattern
 * of the alias in modprobe.d, else `name` itself; NULL: no options line does. For catalog_options()
 * (kmod_module_get_options, libkmod/libkmod-module.c, kmod 30).
 */
const char *catalog_alias(const struct catalog *c, const char *name, const char *module);
/* The next options line for a module, or for the alias unless that is NULL, behind `after`. */
const struct modprobed_rule *catalog_options(const struct catalog *c, const char *module,
					     const char *alias, const struct modprobed_rule *after);

/*
 * Adds the modules that the image does not have and that match the modalias of a device: the
 * likely ones first. mkinitrd writes modules.hints.bin for this, in the format of
 * modules.alias.bin. The priority of a hint is its rank times CATALOG_HINT_RANK, and within the
 * rank the more specific pattern has the lower one. The ranks are storage and buses, which may lead
 * to a root, then input and network, which do not.
 */
enum { CATALOG_HINT_RANK = 0x1000, CATALOG_HINT_LEADS = 2 * CATALOG_HINT_RANK };
void catalog_absent(const struct catalog *c, const char *modalias, struct index_hits *hits);

#endif
