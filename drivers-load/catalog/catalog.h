/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Resolves names and aliases to the modules in the image, with depmod's index files and modprobe.d.
 *
 * Names are normalized: '_' for '-' (text_underscores()).
 */
#ifndef DRIVERS_LOAD_CATALOG_CATALOG_H
#define DRIVERS_LOAD_CATALOG_CATALOG_H

#include <stdbool.h>

#include "drivers-load/catalog/glob.h"
#include "drivers-load/catalog/index.h"
#include "drivers-load/catalog/modprobed.h"

/* Initialize with zeros: an empty catalog. */
struct catalog {
	struct index dep, alias, builtin, builtin_alias;
	struct index hints; /* aliases of modules that need not be in the image */
	unsigned blacklist_count;
	const char *const *blacklists; /* modprobe.blacklist=: comma-separated */
	struct modprobed rules;
	/* Modules with an alias for processors, and those with one for this processor. */
	struct index_hits cpus, cpu;
};

/*
 * Opens `root`/lib/modules/`release` and `root`'s modprobe.d. -ENOENT: modules.dep.bin is missing.
 * After any other error the catalog contains what could be read.
 */
int catalog_open(struct catalog *c, const char *root, const char *release);

/* The module's line in modules.dep, "PATH: PATH PATH..."; NULL: not in the image. */
const char *catalog_line(const struct catalog *c, const char *module);

/* Whether the kernel has the module without the image: built in or already loaded. */
bool catalog_builtin(const struct catalog *c, const char *name);

/* Whether an install line in modprobe.d blocks the module. */
bool catalog_refuses(const struct catalog *c, const char *module);

/*
 * Adds the modules for a name or alias to `hits`, in kmod's order: aliases in modprobe.d; else the
 * module of that name; else aliases of modules, without blacklisted ones (possibly none). -ENOENT:
 * unknown to the image. `name` must live as long as the hits.
 */
int catalog_resolve(const struct catalog *c, const char *name, struct index_hits *hits);

/*
 * Sets the modalias of the processors, /sys/devices/system/cpu/modalias, shorter than
 * GLOB_TEXT_SIZE.
 */
void catalog_set_cpu(struct catalog *c, const char *modalias);
/*
 * Of several implementations of an algorithm, keeps those for this processor, and if there are none,
 * those without an alias for processors. The others would be refused by their init functions, or
 * not be used.
 */
void catalog_choose(const struct catalog *c, struct index_hits *hits);

/*
 * The alias by which `options` lines may name a module that was found as `name`: the pattern of the
 * alias in modprobe.d, else `name` itself; NULL: no options line names it. For catalog_options()
 * (kmod_module_get_options(), libkmod/libkmod-module.c, kmod 30).
 */
const char *catalog_alias(const struct catalog *c, const char *name, const char *module);
/* Next options line after `after` for a module or, unless NULL, for the alias. */
const struct modprobed_rule *catalog_options(const struct catalog *c, const char *module,
					     const char *alias, const struct modprobed_rule *after);

/*
 * Adds the modules that match a device's modalias but are not in the image, best candidates first.
 * mkinitrd writes modules.hints.bin for this, in the format of modules.alias.bin. The priority of a
 * hint is its rank times CATALOG_HINT_RANK; within a rank, more specific patterns have lower
 * values. Ranks: storage and buses, which may provide a root; then input and network, which do not.
 */
enum { CATALOG_HINT_RANK = 0x1000, CATALOG_HINT_LEADS = 2 * CATALOG_HINT_RANK };
void catalog_absent(const struct catalog *c, const char *modalias, struct index_hits *hits);

#endif
