/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Does this map belong to the running kernel? What the kernel tells is read below the folder
 * `machine`, which holds proc/ and sys/ ("": this machine).
 *
 * The proof is that of all symbols (sysmap/proof.h). Where the kernel's cannot be read, what
 * VMCOREINFO tells of a few still can show that a map is another kernel's; that they agree shows
 * nothing, since neighbouring builds can agree in them.
 */
#ifndef SYSMAP_MATCH_H
#define SYSMAP_MATCH_H

#include <stdbool.h>

#include "sysmap/proof.h"
#include "sysmap/running.h"

enum match_verdict { MATCH_YES, MATCH_NO, MATCH_UNKNOWN };

enum match_reason {
	MATCH_EQUAL,        /* yes: the proofs agree */
	MATCH_TEXT_EQUAL,   /* yes: they agree in all that the kernel knows, its text */
	MATCH_TEXT_MAP,     /* no: they agree, but the map has text symbols only */
	MATCH_FAULTY,       /* no: it is no map; fault and line say why */
	MATCH_NO_KERNEL,    /* no: _stext, _etext or _end is not in it */
	MATCH_DIFFERS,      /* no: the proofs do not agree */
	MATCH_MOVED,        /* no: it has the addresses of one boot */
	MATCH_CORE_DIFFERS, /* no: VMCOREINFO does not agree */
	MATCH_CORE_EQUAL,   /* cannot tell: VMCOREINFO agrees, and there is no more */
	MATCH_NOTHING,      /* cannot tell: there is not even VMCOREINFO */
};

struct match {
	enum match_verdict verdict;
	enum match_reason reason;
	enum map_fault fault; /* of MATCH_FAULTY */
	uint64_t line;
};

/* What the running kernel tells of itself: it is asked once, before the first map is judged. */
struct match_kernel {
	bool asked;
	bool has_proof;
	bool has_offset; /* how far KASLR has moved it */
	struct proof proof;
	uint64_t offset;
};

/* What the judge needs to remember, empty at first; some 66 KiB, so it is not on the stack. */
struct match_room {
	struct match_kernel kernel;
	struct map_reader reader; /* of the map */
	struct running running;
	struct vmcore_symbol symbols[VMCORE_SYMBOLS];
	uint64_t in_map[VMCORE_SYMBOLS];
};

/* Asks the kernel, if it was not asked yet. */
const struct match_kernel *match_ask(const char *machine, struct match_room *room);

/*
 * Judges the map that `fd` stands at the front of. Below 0 only where the map cannot be read: what
 * the kernel does not let us read makes the verdict "cannot tell".
 */
int match_running(const char *machine, int fd, struct match_room *room, struct match *ret_match);

/* "yes", "no" or "cannot tell"; and why. */
const char *match_verdict_text(enum match_verdict verdict);
const char *match_reason_text(enum match_reason reason);

#endif
