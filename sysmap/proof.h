/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What makes one kernel's symbols its own: a hash over (address - _stext, type, name) of all text
 * symbols, which KASLR does not change and which two builds never share.
 *
 * It is a sum of one hash a symbol, modulo 2^64, so that the order among equal addresses, in which
 * a map and /proc/kallsyms differ, does not count. Text is _stext <= address < _etext and
 * _sinittext <= address < _einittext: what a kernel without KALLSYMS_ALL knows, too. Anchors alone
 * (_stext, _etext, _end) prove nothing: sections are padded, and neighbouring builds agree in them.
 */
#ifndef SYSMAP_PROOF_H
#define SYSMAP_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "sysmap/map.h"

struct proof {
	uint64_t hash;
	uint64_t count; /* of symbols in the hash */
	uint64_t stext; /* _stext's address */
	bool has_stext, has_etext;
};

/*
 * Symbols come in the order of their addresses. Those of one address are a run, which counts only
 * when it is known whole: it may hold, anywhere, the symbol that begins or ends the text.
 */
struct prover {
	struct proof proof;
	bool in_text, in_init;
	uint64_t run_address, run_hash, run_count;
	bool begins_text, ends_text, begins_init, ends_init;
};

void prover_begin(struct prover *prover);
void prover_add(struct prover *prover, const struct map_symbol *symbol);
/* -ENODATA: the symbols are no kernel's, since _stext or _etext is not among them. */
int prover_end(struct prover *prover, struct proof *ret_proof);

/* The proof of all that the reader has: map_next()'s errors, and prover_end()'s. */
int proof_read(struct map_reader *reader, struct proof *ret_proof);

bool proof_equal(const struct proof *a, const struct proof *b);

#endif
