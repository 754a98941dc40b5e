/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What makes one kernel's symbols its own: a hash over (address - _stext, type, name) of them,
 *which KASLR does not change.
 *
 * It is a sum of one hash a symbol, modulo 2^64, so that the order among equal addresses, in which
 * a map and /proc/kallsyms differ, does not count. There are two of them:
 *
 *	text	_stext <= address < _etext and _sinittext <= address < _einittext: what a kernel
 *		without KALLSYMS_ALL knows, too
 *	whole	_stext <= address: where _end is known, which is in every map and in no such kernel.
 *		Neighbouring builds can agree in all their text: Debian's 6.1.192-1 and -2 differ in
 *		518 symbols of read-only data
 *
 * Anchors alone (_stext, _etext, _end) prove nothing: sections are padded, and such builds agree in
 * them as well.
 */
#ifndef SYSMAP_PROOF_H
#define SYSMAP_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "sysmap/map.h"

struct proof_sum {
	uint64_t hash;
	uint64_t count; /* of symbols in the hash */
};

struct proof {
	struct proof_sum text, whole;
	uint64_t stext; /* _stext's address */
	bool has_stext, has_etext, has_end;
};

/*
 * Symbols come in the order of their addresses. Those of one address are a run, which counts only
 * when it is known whole: it may hold, anywhere, the symbol that begins or ends the text.
 */
struct prover {
	struct proof proof;
	bool in_text, in_init;
	struct proof_sum run;
	uint64_t run_address;
	bool begins_text, ends_text, begins_init, ends_init;
};

void prover_begin(struct prover *prover);
void prover_add(struct prover *prover, const struct map_symbol *symbol);
/* -ENODATA: the symbols are no kernel's, since _stext or _etext is not among them. */
int prover_end(struct prover *prover, struct proof *ret_proof);

/*
 * The proof of a map: map_next()'s errors, and prover_end()'s. A map without _end is not a whole
 * one: text symbols alone would do for a kernel that knows no others, but not for what reads maps.
 */
int proof_read(struct map_reader *reader, struct proof *ret_proof);

/*
 * Whether a map's proof is that of the running kernel: in all symbols where the kernel knows them
 * all, else in its text.
 */
bool proof_agrees(const struct proof *map, const struct proof *running);
bool proof_agrees_in_text(const struct proof *map, const struct proof *running);

#endif
