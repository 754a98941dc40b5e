/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Root candidates: root=, then each gangway.fallback=, tried in this order. The remaining time is
 * divided equally among the remaining candidates. Each is parsed once, here.
 */
#ifndef INIT_CONFIG_CANDIDATES_H
#define INIT_CONFIG_CANDIDATES_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/probe.h"
#include "fs/rootspec.h"
#include "init/devices/devices.h"

enum { CANDIDATES = 16, CANDIDATE_SIZE = FS_LABEL_SIZE + 32, CANDIDATE_CAUSE_SIZE = 256 };

struct candidate {
	const char *root;            /* as it was given; NULL: no root= */
	const char *types, *options; /* rootfstype= and rootflags=, which apply to root= only */
	const char *file;            /* gangway.image= or loop=, likewise */
	struct rootspec spec;        /* `root` parsed; not set without root= */
	char text[CANDIDATE_SIZE];   /* storage for the `root` of a fallback */
	char cause[CANDIDATE_CAUSE_SIZE]; /* why it was given up; empty: it was not */
};

struct candidates {
	unsigned count, now;
	unsigned first;   /* 1 if root= is malformed, else 0 */
	int64_t deadline; /* of the current one; below 0: none */
	int64_t last;     /* of all candidates; 0: the wait has not begun */
	struct candidate list[CANDIDATES];
};

struct config;

/*
 * Reads the candidates from the settings. Malformed fallbacks and fallbacks that do not fit are
 * logged and ignored. A malformed root= is given up at once, with its cause in list[0]; returns
 * -errno if there is no fallback.
 */
int candidates_open(struct candidates *c, const struct config *config);
/* The current candidate. */
const struct candidate *candidate_now(const struct candidates *c);

/* A chance_fn whose context is struct candidates: compares the device with all candidates. */
enum chance candidates_chance(const void *candidates, const struct device *d);

/*
 * Sets the deadline of the current candidate, whose wait begins at `began`: an equal share of what
 * remains of `timeout`; below 0: no limit.
 */
void candidates_begin(struct candidates *c, int64_t timeout, int64_t began);
/* Adds `time` to the deadlines; the current candidate has time until `least`. */
void candidates_extend(struct candidates *c, int64_t time, int64_t least);

/*
 * Gives up the current candidate because of `cause`. Returns whether there is another one, which is
 * logged and becomes the current one.
 */
bool candidates_give_up(struct candidates *c, const char *cause);
/* Starts again with the first candidate. */
void candidates_restart(struct candidates *c);

#endif
