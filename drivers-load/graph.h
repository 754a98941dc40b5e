/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modules and what they need: which of them may start now.
 *
 * Nothing here reads a file or starts a process; the loader puts modules and edges in, sets their
 * states, and asks graph_next().
 */
#ifndef DRIVERS_LOAD_GRAPH_H
#define DRIVERS_LOAD_GRAPH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	MODULE_NAME_SIZE = 56, /* MODULE_NAME_LEN, with its NUL (linux/moduleparam.h, 6.1) */
	GRAPH_MODULES = 1024,
	GRAPH_NEEDS = 8192,
	GRAPH_BUCKETS = 256,
	GRAPH_NICE = 19, /* of what nobody has hurried */
};

enum module_state { MODULE_WAITING, MODULE_LOADING, MODULE_LIVE, MODULE_FAILED };

struct need;

struct module {
	char name[MODULE_NAME_SIZE]; /* with '_' for '-' */
	enum module_state state;
	int error;                    /* why it failed, -errno; cause.h has words for it */
	const struct module *culprit; /* the one that failed first, where this one needs it */
	pid_t pid;                    /* its child, until that has ended; then 0 */
	int64_t began, lived;         /* microseconds since the kernel's start; 0: not yet */
	bool wanted;                  /* by name, not only by a device or another module */
	bool driver; /* of a controller, a bus, a device: no file system, no cipher */
	int nice;    /* of its child: the less, the sooner it goes in */

	/* The graph's and the loader's own. */
	const char *path; /* below the modules' folder, path_len long; NULL: not in the image */
	unsigned path_len;
	const char *alias; /* that it was found by, if modprobe.d has options for that; or NULL */
	struct need *needs;
	struct module *same_bucket;
};

/* `to` comes first; where the need is soft, even its failure lets the other one start. */
struct need {
	struct module *to;
	struct need *next;
	bool soft;
};

/* Zeroed, it is empty. modules[0] to modules[count - 1] are in the order in which they came. */
struct graph {
	unsigned count, need_count;
	struct module modules[GRAPH_MODULES];
	struct need needs[GRAPH_NEEDS];
	struct module *buckets[GRAPH_BUCKETS];
};

/* The module of this name, or NULL. */
struct module *graph_find(const struct graph *g, const char *name);
/*
 * The module of this name, new and waiting if it was not there. -ENOSPC; -ENAMETOOLONG: the kernel
 * has no such module.
 */
int graph_add(struct graph *g, const char *name, struct module **ret_module);
/* -ENOSPC */
int graph_need(struct graph *g, struct module *from, struct module *to, bool soft);
/* The module and all that it needs, now or later, become at most that nice. */
void graph_hurry(struct module *m, int nice);

/*
 * The module to start next: the least nice first, then in the order in which they came. NULL: none
 * can start before another is live. What waits for a module that failed has failed too after this
 * call.
 */
struct module *graph_next(struct graph *g);

/* What a waiting module needs first: one that is being loaded, else one that waits; or NULL. */
const struct module *graph_missing(const struct module *m);

/* How many modules are in a state. */
unsigned graph_count(const struct graph *g, enum module_state state);

#endif
