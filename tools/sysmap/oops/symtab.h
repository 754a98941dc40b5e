/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A System.map in memory, indexed by address and by name: the symbols from the kernel's first to
 * its last, at link addresses.
 */
#ifndef TOOLS_SYSMAP_OOPS_SYMTAB_H
#define TOOLS_SYSMAP_OOPS_SYMTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symtab {
	size_t count, workspace;
	uint64_t *address; /* in ascending order */
	uint32_t *name;    /* its offset in `names` */
	uint32_t *next;    /* the next symbol of the same hash, plus 1; 0: the last */
	uint32_t *bucket;  /* the first symbol of each hash, plus 1 */
	char *names;
	size_t names_used, names_workspace;
	uint64_t first, end; /* the addresses of the kernel: first <= a < end */
	unsigned digits;     /* of an address: 8 or 16 */
};

/* -1, with a fault_text(): the file cannot be read, or is no map. */
int symtab_load(struct symtab *t, const char *path);
void symtab_free(struct symtab *t);

static inline const char *symtab_name(const struct symtab *t, size_t symbol)
{
	return t->names + t->name[symbol];
}

/* Whether both have the same symbols. */
bool symtab_equal(const struct symtab *a, const struct symtab *b);

/* The symbol that contains `address`, of several the one that the kernel prints; or -1. */
long symtab_at(const struct symtab *t, uint64_t address);

/* The size as printed by the kernel: up to the next symbol at another address. */
uint64_t symtab_size(const struct symtab *t, size_t symbol);

/*
 * Iterates over the symbols of a name, since static functions may share one: begin with `after` -1;
 * -1 is the end.
 */
long symtab_named(const struct symtab *t, const char *name, size_t len, long after);

#endif
