/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Symbol hash: identifies a kernel build by (address - _stext, type, name) of its symbols, which
 * KASLR does not change.
 *
 * It is the sum of one hash per symbol, modulo 2^64. So the order among equal addresses, which
 * differs between a map and /proc/kallsyms, does not matter. There are two:
 *
 *	text	_stext <= address < _etext and _sinittext <= address < _einittext: known even to
 *		kernels without KALLSYMS_ALL
 *	whole	_stext <= address; needs _end, which every map has, and no kernel without
 *		KALLSYMS_ALL. Similar builds can have all text in common: Debian's 6.1.192-1 and
 *		-2 differ in 518 symbols of read-only data
 *
 * The anchors _stext, _etext and _end alone do not suffice: since sections are padded, similar
 * builds have them in common too.
 */
#ifndef SYSMAP_SYMHASH_H
#define SYSMAP_SYMHASH_H

#include <stdbool.h>
#include <stdint.h>

#include "sysmap/map.h"

struct symhash_sum {
	uint64_t hash;
	uint64_t count; /* symbols in the hash */
};

struct symhash {
	struct symhash_sum text, whole;
	uint64_t stext; /* address of _stext */
	bool has_stext, has_etext, has_end;
};

/*
 * Symbols arrive in the order of addresses. Those with equal addresses form a run, which is added
 * when complete, since any of them may be the one that starts or ends the text.
 */
struct symhasher {
	struct symhash symhash;
	bool in_text, in_init;
	struct symhash_sum run;
	uint64_t run_address;
	bool begins_text, ends_text, begins_init, ends_init;
};

void symhasher_begin(struct symhasher *symhasher);
void symhasher_add(struct symhasher *symhasher, const struct map_symbol *symbol);
/* -ENODATA: _stext or _etext is missing: not the symbols of a kernel. */
int symhasher_end(struct symhasher *symhasher, struct symhash *ret_symhash);

/*
 * Hashes a map. Errors of map_next() and symhasher_end(). A map without _end is incomplete: text
 * symbols may identify a kernel without others, but do not suffice for users of the map.
 */
int symhash_read(struct map_reader *reader, struct symhash *ret_symhash);

/*
 * Whether a map's hash is that of the running kernel: for all symbols if the kernel has them, else
 * for the text.
 */
bool symhash_agrees(const struct symhash *map, const struct symhash *running);
bool proof_agrees_in_text(const struct symhash *map, const struct symhash *running);

#endif
