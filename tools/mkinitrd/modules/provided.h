/* SPDX-License-Identifier: GPL-2.0 */
/* Symbols that the kernel or a module exports, and what is asked of a module that uses them. */
#ifndef TOOLS_MKINITRD_MODULES_PROVIDED_H
#define TOOLS_MKINITRD_MODULES_PROVIDED_H

#include <stdbool.h>
#include <stdint.h>

struct provided {
	char *name;
	const char *by; /* what exports it */
	uint64_t crc;   /* its version; 0: not known */
	bool gpl;       /* for modules with a license that the GPL allows */
	char *space;    /* the namespace that a user must import; NULL: none */
};

struct provided_set {
	void *nodes;
};

/* The symbol, which is new unless it is there already. */
struct provided *provided_add(struct provided_set *set, const char *name, const char *by);
void provided_set_space(struct provided *symbol, const char *space);
struct provided *provided_find(const struct provided_set *set, const char *name);
/* In the order of their names. */
typedef void provided_each_fn(void *context, const char *name);
void provided_each(const struct provided_set *set, provided_each_fn *each, void *context);
void provided_free(struct provided_set *set);

/* Adds what Module.symvers tells of the kernel itself; changes `text`. */
void provided_parse_symvers(struct provided_set *set, char *text, const char *by);

#endif
