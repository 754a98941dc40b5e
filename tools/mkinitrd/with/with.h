/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --with: adds the root's programs that unlock LUKS, activate LVM or assemble md ("luks", "lvm" or
 * "md"), those that check file systems ("fsck"), or only gangway's helpers for dm-verity, /usr,
 * gangway.overlay=, a root that is a file and a unified kernel image ("verity", "usr", "overlay", "loop",
 * "stub").
 */
#ifndef TOOLS_MKINITRD_WITH_WITH_H
#define TOOLS_MKINITRD_WITH_WITH_H

#include <stdbool.h>

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/tree/tree.h"

/* The containers and mounts that an image supports, and data about those of the machine. */
struct with {
	struct list kinds;   /* without duplicates */
	struct list volumes; /* LUKS volumes of the root, as in crypttab(5): "NAME UUID=UUID" */
	char *arrays;        /* active arrays, as rows of mdadm's map; NULL: not read */
	char *resume;        /* resume= for the image's configuration; NULL: none */
	char *host_name;     /* NULL: not read, or the machine has none */
};

void with_free(struct with *with);

bool with_exists(const char *kind);
/* Whether it is for containers, below the root, and not for what is mounted on it. */
bool with_is_container(const char *kind);
/* Whether --with fsck adds a program for this type of file system. */
bool with_checks(const char *type);
/* Adds the kinds that parameters need. */
struct config;
void with_add_kinds(const struct config *config, struct list *ret_kinds);
/* The kind of --with for a container type, named as in /lib/gangway/TYPE; NULL: none. */
const char *with_kind_of(const char *type);

/* Chooses the kernel's modules for a kind; built-in and missing ones are skipped. */
int with_choose(struct modules *modules, const char *kind);

/*
 * Adds the programs with their libraries and configuration, and /lib/gangway/TYPE for each
 * container type: the helpers container and shutdown, found like those of initfile.h by the file of
 * the image's /init. May be called twice for one kind.
 */
int with_add(struct tree *tree, const struct root *root, const char *init, const struct with *with,
	     const char *kind);

#endif
