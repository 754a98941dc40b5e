/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Root candidates: root=, then each gangway.fallback=, tried in this order. The remaining time is
 * divided equally among the remaining candidates. Each is parsed once, here.
 */
#ifndef INIT_CANDIDATES_H
#define INIT_CANDIDATES_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/probe.h"
#include "fs/rootspec.h"
#include "init/devices.h"

enum { CANDIDATES = 16, CANDIDATE_SIZE = FS_LABEL_SIZE + 32, CANDIDATE_CAUSE_SIZE = 256 };

struct candidate {
	const char *root;            /* as it was written; NULL: there is no root= */
	struct rootspec spec;        /* and as it was parsed; not set without root= */
	const char *types, *options; /* rootfstype= and rootflags=, which belong to root= alone */
	char text[CANDIDATE_SIZE];   /* where `root` of a fallback is kept */
	char cause[CANDIDATE_CAUSE_SIZE]; /* why it was given up; empty: it was not */
};

struct candidates {
	struct candidate list[CANDIDATES];
	unsigned count, now;
	unsigned first;   /* 1 if root= is malformed, else 0 */
	int64_t deadline; /* for all of them; 0: not begun */
};

struct config;

/*
 * Takes them from the settings. Fallbacks that are malformed or do not fit are logged and ignored.
 * A malformed root= is given up here, with its cause in list[0]; -errno if there is no other.
 */
int candidates_open(struct candidates *c, const struct config *config);
/* The one that is being tried. */
const struct candidate *candidate_now(const struct candidates *c);

/* A chance_fn, of which the candidates are the context: held against all of them. */
enum chance candidates_chance(const void *candidates, const struct device *d);

/*
 * When its time is up, if it begins at `began`: an equal share of what is left of `timeout` for
 * all; below 0: never.
 */
int64_t candidates_deadline(struct candidates *c, int64_t timeout, int64_t began);

/* It was given up for that cause. Whether there is another, which is logged and tried next. */
bool candidates_give_up(struct candidates *c, const char *cause);
/* From the first one again. */
void candidates_restart(struct candidates *c);

#endif
