/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Does this map belong to the running kernel? What the kernel tells is read below the folder
 * `machine`, which holds proc/ and sys/ ("": this machine).
 */
#ifndef SYSMAP_MATCH_H
#define SYSMAP_MATCH_H

#include <stdbool.h>

#include "sysmap/map.h"
#include "sysmap/proof.h"
#include "sysmap/vmcore.h"

enum match_verdict { MATCH_YES, MATCH_NO, MATCH_UNKNOWN };

enum match_reason {
	MATCH_TEXT_EQUAL,   /* yes: the proofs of map and kallsyms agree */
	MATCH_CORE_EQUAL,   /* yes: VMCOREINFO's symbols and the kernel's banner agree */
	MATCH_FAULTY,       /* no: it is no map; fault and line say why */
	MATCH_NO_KERNEL,    /* no: it has no _stext and _etext */
	MATCH_TEXT_DIFFERS, /* no */
	MATCH_MOVED,        /* no: it has the addresses of one boot */
	MATCH_CORE_DIFFERS, /* no */
	MATCH_CORE_TOO_FEW, /* cannot tell: kallsyms hides addresses, VMCOREINFO has too few */
	MATCH_NOTHING,      /* cannot tell: kallsyms hides addresses, there is no VMCOREINFO */
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
	bool has_text;   /* kallsyms, with addresses */
	bool has_offset; /* how far KASLR has moved it */
	struct proof text;
	uint64_t offset;
};

/* What the judge needs to remember, empty at first; some 35 KiB, so it is not on the stack. */
struct match_room {
	struct match_kernel kernel;
	struct map_reader reader;
	struct vmcore core;
	struct vmcore_symbol symbols[VMCORE_SYMBOLS];
	uint64_t in_map[VMCORE_SYMBOLS];
};

/*
 * The proof of the running kernel. -ENOENT: no /proc/kallsyms; -EPERM: it hides the addresses;
 * -EINVAL: it is not understood.
 */
int match_proof_running(const char *machine, struct map_reader *reader, struct proof *ret_proof);

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
