/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The roots that may be taken, in the order in which they are tried: root=, then those of
 * gangway.fallback=. One after which another comes has its share of the time alone.
 */
#ifndef INIT_CANDIDATES_H
#define INIT_CANDIDATES_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/probe.h"
#include "init/devices.h"

enum { CANDIDATES = 16, CANDIDATE_SIZE = FS_LABEL_SIZE + 32, CANDIDATE_CAUSE_SIZE = 256 };

struct candidate {
	const char *root;            /* as root= takes it; NULL: there is no root= */
	const char *types, *options; /* rootfstype= and rootflags=, which belong to root= alone */
	char text[CANDIDATE_SIZE];   /* where `root` of a fallback is kept */
	char cause[CANDIDATE_CAUSE_SIZE]; /* why it was given up; empty: it was not */
};

struct candidates {
	struct candidate list[CANDIDATES];
	unsigned count, now;
	int64_t deadline; /* for all of them; 0: not begun */
};

struct boot;

/* Takes them from the settings; what does not fit is said and left out. */
void candidates_open(struct boot *b);
/* The one that is being tried. */
const struct candidate *candidate_now(const struct boot *b);

/* A chance_fn, of which `b` is the context: held against all of them. */
enum chance candidates_chance(const void *b, const struct device *d);

/* When its time is up, if it begins at `began`: an equal share of what is left; below 0: never. */
int64_t candidates_deadline(struct boot *b, int64_t began);

/*
 * It has failed, as b->cause says: the next one is up, if there is one, and nothing of this one is
 * left behind. What a person has mounted is never given up for another.
 */
bool candidates_next(struct boot *b);
/*
 * From the first one again, after a rescue; unless one is mounted, which is then tried again.
 * Whether none is, so that the root is to be found anew.
 */
bool candidates_restart(struct boot *b);

#endif
