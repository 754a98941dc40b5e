/* SPDX-License-Identifier: GPL-2.0 */
/* Exported symbols of the kernel or a module, and the conditions for their use. */
#ifndef TOOLS_MKINITRD_SYMBOLS_PROVIDED_H
#define TOOLS_MKINITRD_SYMBOLS_PROVIDED_H

#include <stdbool.h>
#include <stdint.h>

struct provided {
	char *name;
	const char *by; /* the exporter */
	uint64_t crc;   /* its version; 0: unknown */
	bool gpl;       /* only for modules with a GPL-compatible license */
	char *space;    /* the namespace to import; NULL: none */
};

struct provided_set {
	void *nodes;
};

/* Finds or adds the symbol. */
struct provided *provided_add(struct provided_set *set, const char *name, const char *by);
void provided_set_space(struct provided *symbol, const char *space);
struct provided *provided_find(const struct provided_set *set, const char *name);
/* Calls `each` in the order of the names. */
typedef void provided_each_fn(void *context, const char *name);
void provided_each(const struct provided_set *set, provided_each_fn *each, void *context);
void provided_free(struct provided_set *set);

/* Adds the symbols of the kernel itself from Module.symvers; changes `text`. */
void provided_parse_symvers(struct provided_set *set, char *text, const char *by);

#endif
