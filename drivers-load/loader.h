/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loads kernel modules in the order of their dependencies, as many in parallel as these allow.
 *
 * A short-lived process loads each module when its dependencies are live. A module is live after
 * its uevent (add@/module/NAME, sent when its init has returned) or at the end of its process,
 * whichever comes first: finit_module(2) may return only after all asynchronous probing, which
 * takes seconds for a SCSI controller (do_init_module(), kernel/module/main.c, 6.1). The module
 * parameter async_probe, implemented for every module in that file, keeps drivers from probing in
 * their init and finit_module from waiting for other drivers. Every module gets it, unless its
 * options set it, or it is a driver and the order of devices matters.
 *
 * The first requested driver and its dependencies are loaded first, at normal priority; then other
 * drivers, at a lower one; then all other modules. File systems and ciphers are thus loaded while a
 * controller's bus settles. So request controllers before the drivers of their disks. Of the
 * drivers requested for devices, only those for storage and its buses get a raised priority.
 *
 * Except for loader_run(), the loader never waits, and it never logs: the event loop passes events
 * to it and asks for failures.
 */
#ifndef DRIVERS_LOAD_LOADER_H
#define DRIVERS_LOAD_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "drivers-load/catalog/catalog.h"
#include "drivers-load/graph.h"

enum { LOADER_CHILDREN = 64 };

/* Module parameter "module.parameter" and value; NULL: no '='. */
struct loader_option {
	const char *name, *value;
};

/* A name that was looked up, and the modules found. */
struct loader_lookup {
	char name[GLOB_TEXT_SIZE];
	struct index_hits hits;
};

/*
 * Large: allocate it statically, zeroed, and call loader_open() first. For the log and the failure
 * report: graph.modules[] are all modules requested so far, catalog.rules the rules of modprobe.d
 * (MODPROBED_BAD: syntax errors; MODPROBED_INSTALL: commands, which are never run).
 */
struct loader {
	int dir;       /* /lib/modules/RELEASE, open */
	bool alone;    /* loader_run(): no uevents, and the caller waits for drivers too */
	bool full;     /* it was logged that there are too many modules */
	bool in_order; /* probe in init, so that device names follow the order of loading */

	bool has_first;    /* the driver to be loaded first was requested */
	unsigned expanded; /* number of modules whose dependencies are in the graph */
	const struct loader_option *options;
	unsigned option_count;
	struct catalog catalog;
	struct loader_lookup requested, soft;
	struct graph graph;
};

/*
 * Opens the modules below `root` ("" for /) for a kernel release, and modprobe.d. -ENOENT: no
 * modules; only built-in ones are found. After any other error the loader uses what could be read.
 * A later call reads again what an earlier call could not read.
 */
int loader_open(struct loader *l, const char *root, const char *release);
/* Whether the module directory and modules.dep were read. */
bool loader_is_open(const struct loader *l);

/*
 * Parameters of the command line; they follow the options in modprobe.d. All may be passed, since
 * module parameters cannot be distinguished from others; kept by reference.
 */
void loader_set_options(struct loader *l, const struct loader_option *options, unsigned count);
/*
 * modprobe.blacklist=: comma-separated lists, kept by reference. Aliases do not resolve to these
 * modules; names do.
 */
void loader_set_blacklist(struct loader *l, const char *const *lists, unsigned count);

/*
 * Requests `name`, a module (with '-' or '_') or an alias: adds its modules, their dependencies and
 * soft dependencies to the graph. 0: added, or built in. -ENOENT or another error: the graph then
 * contains a failed module of that name.
 */
int loader_request(struct loader *l, const char *name);
/* Like loader_request(), for the modalias of a device: no error if no module matches. */
int loader_request_alias(struct loader *l, const char *modalias);
/* Like loader_request_alias(), with the highest priority: for what the boot waits for. */
int loader_request_now(struct loader *l, const char *alias);

/*
 * Starts a process for each module that can be loaded now. If fork() failed, returns the
 * microseconds after which to call again; else a negative value.
 */
int64_t loader_start(struct loader *l);
/* Makes failed modules of the image waiting again. */
void loader_again(struct loader *l);
/* Handles the uevent add@/module/NAME. */
void loader_event(struct loader *l, const char *name);
/* Handles the end of a process: returns its module, or NULL if it is not the loader's. */
const struct module *loader_reaped(struct loader *l, pid_t pid, int status);
/* Reads from /sys which modules are live, after lost events. */
void loader_rescan(struct loader *l);

/* Whether any module is waiting or being loaded. */
bool loader_pending(const struct loader *l);
/* Whether any module that was requested by its name is. */
bool loader_pending_by_name(const struct loader *l);
/* Number of running processes, including those of live modules. */
unsigned loader_children(const struct loader *l);
/*
 * State of a requested name or alias: a MODULE_ value; for several modules pending before live
 * before failed. Built in counts as live. -ENOENT: unknown.
 */
int loader_state(struct loader *l, const char *name);

/* Modules of the image for a device; valid until the next look-up. */
const struct index_hits *loader_serving(struct loader *l, const char *modalias);

/* Modules for a device that are not in the image, see catalog_absent(); valid likewise. */
const struct index_hits *loader_absent(struct loader *l, const char *modalias);

/*
 * Loads everything requested and waits. 0, or the error of the first requested module that failed.
 */
int loader_run(struct loader *l);

/* Formats the options for finit_module(2). -ENAMETOOLONG: they exceed `size`. */
int loader_options(const struct loader *l, const struct module *m, char *buf, size_t size);

#endif
