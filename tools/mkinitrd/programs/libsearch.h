/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The search of ld.so(8), glibc's and musl's: DT_RPATH of the object and of those that loaded it,
 * DT_RUNPATH of the object, the directories of ld.so.conf, the directories built into ld.so. The
 * last ones cannot be queried, but ld.so itself is in the first of them. Variants for certain
 * processors (glibc-hwcaps) are not searched, since the image may boot on another one.
 */
#ifndef TOOLS_MKINITRD_PROGRAMS_LIBSEARCH_H
#define TOOLS_MKINITRD_PROGRAMS_LIBSEARCH_H

#include "tools/mkinitrd/programs/program.h"
#include "tools/mkinitrd/base/rootdir.h"

/* A program or library whose dependencies are searched. */
struct object {
	char *path; /* in the root */
	struct program elf;
	const struct object *loader; /* the first object that needs it; NULL: the program */
	struct object *next;
};

struct libsearch {
	const struct root *root;
	struct object *first, *last; /* the program, then found libraries, in order */
	struct list built_in;        /* directories built into ld.so */
	struct list configured;      /* directories of ld.so.conf */
	bool needs_cache;            /* a library was found only through ld.so.conf */
};

/* The program at `path`, which remains the caller's, is the first object. */
void libsearch_open(struct libsearch *search, const struct root *root, const char *path,
		    const struct program *program);
void libsearch_close(struct libsearch *search);

/* Appends the library `name` as `by` would load it; NULL: not found. */
const struct object *libsearch_find(struct libsearch *search, const struct object *by,
				    const char *name);
/* The same for a file of one directory. */
const struct object *libsearch_find_in(struct libsearch *search, const struct object *by,
				       const char *dir, const char *name);

#endif
