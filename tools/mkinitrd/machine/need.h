/* SPDX-License-Identifier: GPL-2.0 */
/* The modules and helpers that --host finds, in the order in which /init loads them. */
#ifndef TOOLS_MKINITRD_MACHINE_NEED_H
#define TOOLS_MKINITRD_MACHINE_NEED_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/with/with.h"

enum need_for {
	NEED_ROOT,       /* loaded; if it is missing, there is no image */
	NEED_OTHER_ROOT, /* the same for another root: what is missing is a warning */
	NEED_OPTIONAL,   /* loaded if the kernel has it */
	NEED_UNLOADED,   /* included if the kernel has it, not loaded */
};

struct need {
	enum need_for purpose;
	bool no_module;    /* no module known: built in, or the bus reports none */
	struct list names; /* modules and aliases: the first that the kernel has is chosen */
	const char *opens; /* not a module: the helper for containers of this type */
	char *why;
};

struct needs {
	struct need *need;
	size_t count;
	struct list volumes; /* as in struct with */
	char *resume;        /* as in struct with */
};

/* Adds a need without names; the pointer is valid until the next call. */
struct need *need_add(struct needs *needs, enum need_for purpose, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void needs_free(struct needs *needs);

/*
 * `same_kernel`: the modules are those of the kernel that the machine runs. If `tree` lacks a
 * helper for containers, its kind of --with is added to `with`; the volumes are added, too.
 */
int needs_choose(const struct needs *needs, struct modules *modules, bool same_kernel,
		 const struct tree *tree, struct with *with);

#endif
