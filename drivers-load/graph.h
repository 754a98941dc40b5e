/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dependency graph of kernel modules. graph_next() returns the next module to load. The graph does
 * no I/O: the loader adds modules and dependencies and updates their states.
 */
#ifndef DRIVERS_LOAD_GRAPH_H
#define DRIVERS_LOAD_GRAPH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	MODULE_NAME_SIZE = 56, /* MODULE_NAME_LEN, including NUL (linux/moduleparam.h, 6.1) */
	GRAPH_MODULES = 1024,
	GRAPH_DEPS = 8192,
	GRAPH_BUCKETS = 256,
	GRAPH_NICE = 19, /* initial, until the priority is raised */
};

/* The first two are pending. */
enum module_state { MODULE_WAITING, MODULE_LOADING, MODULE_LIVE, MODULE_FAILED };

struct dependency;

struct module {
	char name[MODULE_NAME_SIZE]; /* '_' for '-' */
	enum module_state state;
	int error;                       /* -errno of the failure; cause.h has the text */
	const struct module *failed_dep; /* the dependency that failed first, if any */
	pid_t pid;                       /* loading process; 0 when it has ended */
	int64_t began, live_at;          /* microseconds since the kernel started; 0: not yet */
	bool requested;                  /* requested by name, not only by a device or dependency */
	bool driver; /* of a controller, bus or device; not a file system or cipher */
	int nice;    /* of its process: lower values load first */

	/* For the graph and the loader only. */
	const char *
		path; /* relative to the module directory, path_len bytes; NULL: not in the image */
	unsigned path_len;
	const char *alias; /* it was found by, if modprobe.d has options for that alias */
	struct dependency *needs;
	struct module *same_bucket;
};

/* `to` is loaded first; if a soft dependency fails, the module is loaded nevertheless. */
struct dependency {
	struct module *to;
	struct dependency *next;
	bool soft;
};

/* Initialize with zeros. modules[0] to modules[count - 1] are in the order of their addition. */
struct graph {
	unsigned count, need_count;
	struct module modules[GRAPH_MODULES];
	struct dependency needs[GRAPH_DEPS];
	struct module *buckets[GRAPH_BUCKETS];
};

/* Removes all modules. It writes no more memory than it must: a process for each module copies it. */
void graph_clear(struct graph *g);
/* Returns the module of this name, or NULL. */
struct module *graph_find(const struct graph *g, const char *name);
/*
 * Returns the module of this name, adding it as waiting if it is new. -ENOSPC; -ENAMETOOLONG:
 * longer than any module name.
 */
int graph_add(struct graph *g, const char *name, struct module **ret_module);
/*
 * `from` is loaded after `to`, and fails with it unless `soft`. A soft dependency on a module that
 * needs `from` itself has no effect. -ENOSPC
 */
int graph_depend(struct graph *g, struct module *from, struct module *to, bool soft);
/* Limits `nice` of the module and all its dependencies, present and future, to `nice`. */
void graph_raise(struct module *m, int nice);

/*
 * The module to load next: lowest `nice` first, then in order of addition. NULL: all remaining
 * modules wait for modules that are being loaded. Marks modules as failed whose dependencies have
 * failed.
 */
struct module *graph_next(struct graph *g);

/*
 * The dependency that a waiting module waits for: one that is being loaded, else a waiting one; or
 * NULL.
 */
const struct module *graph_missing(const struct module *m);

/* Number of modules in a state. */
unsigned graph_count(const struct graph *g, enum module_state state);

#endif
