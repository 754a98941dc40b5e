/* SPDX-License-Identifier: GPL-2.0 */
/* What --host finds that an image needs, in the order in which /init is to load it. */
#ifndef TOOLS_MKINITRD_HOST_NEED_H
#define TOOLS_MKINITRD_HOST_NEED_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/with/with.h"

enum need_for {
	NEED_ROOT,   /* it is loaded, and without it there is no image */
	NEED_WANTED, /* it is loaded where the kernel has it */
	NEED_SPARE,  /* it is in the image where the kernel has it, for whoever asks for it */
};

struct need {
	enum need_for purpose;
	bool no_module; /* the machine's kernel tells none: it is built in, or its bus is silent */
	struct list names; /* of modules, and aliases: the first that the kernel has */
	const char *opens; /* not a module: the program for containers of this type */
	char *why;
};

struct needs {
	struct need *need;
	size_t count;
	struct list volumes; /* as in struct with */
};

/* Adds a need without names; the pointer is good until the next one. */
struct need *need_add(struct needs *needs, enum need_for purpose, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void needs_free(struct needs *needs);

/*
 * `same_kernel`: the modules are those of the kernel that the machine runs. What opens
 * containers is in `tree`, or its kind of --with is put into `with`; the volumes
 * are put there too.
 */
int needs_choose(const struct needs *needs, struct modules *modules, bool same_kernel,
		 const struct tree *tree, struct with *with);

#endif
