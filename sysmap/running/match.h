/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Decides whether a map matches the running kernel. Kernel data are read below the directory
 * `machine`, with proc/ and sys/ ("": this machine).
 *
 * The decision compares the hash of all symbols (sysmap/symhash.h). If the kernel's symbols cannot
 * be read, a few symbols of VMCOREINFO may still show a mismatch; if they match, the result is
 * unknown, since similar builds can have them in common.
 */
#ifndef SYSMAP_RUNNING_MATCH_H
#define SYSMAP_RUNNING_MATCH_H

#include <stdbool.h>

#include "sysmap/running/running.h"
#include "sysmap/symhash.h"

enum match_result { MATCH_YES, MATCH_NO, MATCH_UNKNOWN };

enum match_reason {
	MATCH_EQUAL,        /* yes: the hashes are equal */
	MATCH_TEXT_EQUAL,   /* yes: equal in the text symbols; the kernel has no others */
	MATCH_TEXT_MAP,     /* no: equal, but the map has text symbols only */
	MATCH_FAULTY,       /* no: not a map; see fault and line */
	MATCH_NO_KERNEL,    /* no: _stext, _etext or _end is missing */
	MATCH_DIFFERS,      /* no: the hashes differ */
	MATCH_MOVED,        /* no: the addresses contain a KASLR offset */
	MATCH_CORE_DIFFERS, /* no: VMCOREINFO differs */
	MATCH_CORE_EQUAL,   /* unknown: VMCOREINFO is equal, but there is nothing else */
	MATCH_NOTHING,      /* unknown: not even VMCOREINFO is readable */
};

struct match {
	enum match_result result;
	enum match_reason reason;
	enum map_fault fault; /* for MATCH_FAULTY */
	uint64_t line;
};

/* Data of the running kernel, read once, before the first map is verified. */
struct match_kernel {
	bool asked;
	bool has_symhash;
	bool has_offset; /* the KASLR offset is known */
	struct symhash symhash;
	uint64_t offset;
};

/* Workspace, zero-initialized; about 66 KiB, so not on the stack. */
struct match_workspace {
	struct match_kernel kernel;
	struct map_reader reader; /* for the map */
	struct running running;
	struct vmcore_symbol symbols[VMCORE_SYMBOLS];
	uint64_t in_map[VMCORE_SYMBOLS];
};

/* Reads the kernel's data unless done before. */
const struct match_kernel *match_ask(const char *machine, struct match_workspace *workspace);

/*
 * Verifies the map at the start of `fd`. Negative only if the map cannot be read; if the kernel's
 * data cannot be read, the result is "cannot tell".
 */
int match_running(const char *machine, int fd, struct match_workspace *workspace,
		  struct match *ret_match);

/* Texts of the result, "yes", "no" or "cannot tell", and of the reason. */
const char *match_result_text(enum match_result result);
const char *match_reason_text(enum match_reason reason);

#endif
