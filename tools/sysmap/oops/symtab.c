// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/symtab.h"

#include <stdlib.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/map.h"
#include "tools/sysmap/mapfile.h"
#include "tools/sysmap/mksysmap.h"
#include "tools/kernel/fault.h"

enum { BUCKETS = 1 << 17 };

static uint32_t hash_of(const char *name, size_t len)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash % BUCKETS;
}

static int grow(struct symtab *t)
{
	size_t workspace = t->workspace ? t->workspace * 2 : 1 << 16;
	void *address = reallocarray(t->address, workspace, sizeof(*t->address));
	void *name = address ? reallocarray(t->name, workspace, sizeof(*t->name)) : NULL;
	void *next = name ? reallocarray(t->next, workspace, sizeof(*t->next)) : NULL;

	t->address = address ? address : t->address;
	t->name = name ? name : t->name;
	t->next = next ? next : t->next;
	if (!next)
		return fault("out of memory");
	t->workspace = workspace;
	return 0;
}

/* With LTO, clang appends .llvm.HASH; the kernel omits that (cleanup_symbol_name, kernel/kallsyms.c, 6.1). */
static size_t printed_length(const struct map_symbol *symbol)
{
	const char *suffix = strstr(symbol->name, ".llvm.");

	return suffix ? (size_t)(suffix - symbol->name) : symbol->name_len;
}

static int keep_name(struct symtab *t, const struct map_symbol *symbol, size_t len)
{
	if (t->names_used + len + 1 > t->names_workspace) {
		size_t workspace = t->names_workspace ? t->names_workspace * 2 : 1 << 20;
		char *names =
			realloc(t->names, workspace); /* a name is shorter than the initial size */

		if (!names)
			return fault("out of memory");
		t->names = names;
		t->names_workspace = workspace;
	}
	memcpy(t->names + t->names_used, symbol->name, len);
	t->names[t->names_used + len] = '\0';
	t->name[t->count] = t->names_used;
	t->names_used += len + 1;
	return 0;
}

static int add(struct symtab *t, const struct map_symbol *symbol)
{
	size_t len = printed_length(symbol);
	uint32_t *bucket = &t->bucket[hash_of(symbol->name, len)];

	if ((t->count == t->workspace && grow(t)) || keep_name(t, symbol, len))
		return -1;
	t->address[t->count] = symbol->address;
	t->next[t->count] = *bucket;
	*bucket = ++t->count;
	return 0;
}

/*
 * Symbols before the kernel's text, absolute values and per-cpu offsets, are no addresses. If the
 * map has no _text or _end, as one without data, the first and last text symbols are used.
 */
static bool is_kernel(const struct symtab *t, const struct map_symbol *symbol)
{
	return t->count || text_equal(symbol->name, "_text") ||
	       text_equal(symbol->name, "_stext") ||
	       (symbol->address && strchr("tT", symbol->type));
}

/*
 * Maps of older kernels contain symbols, such as $x and veneers, that kallsyms omits (7.2: no map
 * does). They end no function.
 */
static int read_all(struct symtab *t, struct map_reader *reader)
{
	const struct mksysmap_filter *filter = mksysmap_filter(0);
	struct map_symbol symbol;
	int got;

	while ((got = map_next(reader, &symbol)) > 0) {
		if (strchr("aA", symbol.type) || !is_kernel(t, &symbol) ||
		    mksysmap_omits(filter, symbol.name))
			continue;
		if (add(t, &symbol))
			return -1;
		if (text_equal(symbol.name, "_end"))
			t->end = symbol.address;
	}
	return got;
}

int symtab_load(struct symtab *t, const char *path)
{
	static struct map_reader reader;
	int fd = mapfile_open(path);
	int err;

	memset(t, 0, sizeof(*t));
	if (fd < 0)
		return -1;
	t->bucket = calloc(BUCKETS, sizeof(*t->bucket));
	if (!t->bucket) {
		sys_close(fd);
		return fault("out of memory");
	}
	map_begin(&reader, fd, MAP_SYSTEM_MAP);
	err = read_all(t, &reader);
	sys_close(fd);
	if (reader.fault)
		err = fault("%s: not a System.map: line %llu: %s", path,
			    (unsigned long long)reader.line, map_fault_text(reader.fault));
	else if (err < -1)
		err = fault_errno(path, err);
	else if (!err && !t->count)
		err = fault("%s: not a System.map: no text symbols", path);
	if (err) {
		symtab_free(t);
		return -1;
	}
	t->digits = reader.digits;
	t->first = t->address[0];
	if (!t->end)
		t->end = t->address[t->count - 1] + 1;
	return 0;
}

void symtab_free(struct symtab *t)
{
	free(t->address);
	free(t->name);
	free(t->next);
	free(t->bucket);
	free(t->names);
	memset(t, 0, sizeof(*t));
}

bool symtab_equal(const struct symtab *a, const struct symtab *b)
{
	return a->count == b->count && a->names_used == b->names_used &&
	       !memcmp(a->address, b->address, a->count * sizeof(*a->address)) &&
	       !memcmp(a->names, b->names, a->names_used);
}

/*
 * Of several symbols at one address the kernel prints the one with the fewest leading underscores,
 * and of those the first (compare_symbols, scripts/kallsyms.c, 6.1): do_exit instead of _stext.
 */
static size_t choose_alias(const struct symtab *t, size_t last)
{
	size_t best = last;

	for (size_t i = last; t->address[i] == t->address[last]; i--) {
		if (strspn(symtab_name(t, i), "_") <= strspn(symtab_name(t, best), "_"))
			best = i;
		if (!i)
			break;
	}
	return best;
}

long symtab_at(const struct symtab *t, uint64_t address)
{
	size_t low = 0, high = t->count;

	if (address < t->first || address >= t->end)
		return -1;
	while (high - low > 1) { /* address[low] <= address < address[high] */
		size_t middle = low + (high - low) / 2;

		if (t->address[middle] <= address)
			low = middle;
		else
			high = middle;
	}
	return choose_alias(t, low);
}

uint64_t symtab_size(const struct symtab *t, size_t symbol)
{
	for (size_t i = symbol + 1; i < t->count; i++)
		if (t->address[i] != t->address[symbol])
			return t->address[i] - t->address[symbol];
	return t->end - t->address[symbol];
}

long symtab_named(const struct symtab *t, const char *name, size_t len, long after)
{
	uint32_t symbol = after < 0 ? t->bucket[hash_of(name, len)] : t->next[after];

	for (; symbol; symbol = t->next[symbol - 1]) {
		const char *other = symtab_name(t, symbol - 1);

		if (!strncmp(other, name, len) && !other[len])
			return symbol - 1;
	}
	return -1;
}
