/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel modules, loaded in the order of their dependencies and as many at once as these allow.
 *
 * One short-lived child for each module whose dependencies are in. "In" is the module's own uevent
 * (add@/module/NAME, sent when its init has returned and it is live) or the end of its child,
 * whichever comes first: finit_module(2) may return only after all asynchronous probing, which for
 * a SCSI controller is seconds (do_init_module, kernel/module/main.c, 6.1). The module parameter
 * async_probe, which that same file answers for every module, keeps drivers from probing within
 * their own init and finit_module from waiting for other drivers; every module gets it unless its
 * options say otherwise, or it is a driver and the order of the devices matters.
 *
 * The first driver that is wanted, and what it needs, start first and at the usual priority; other
 * drivers behind them at a lower one, all else behind those: a controller's bus settles while file
 * systems and ciphers go in. So controllers are best wanted before the drivers of their disks. Of
 * drivers that are wanted for devices, those of storage and its buses alone go before the rest.
 *
 * The loader never waits (but for loader_run) and never speaks: whoever runs the event loop hands
 * it the events, and asks for its failures.
 */
#ifndef DRIVERS_LOAD_LOADER_H
#define DRIVERS_LOAD_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "drivers-load/catalog.h"
#include "drivers-load/graph.h"

enum { LOADER_CHILDREN = 64 };

/* A parameter of a module, "module.parameter" and its value; NULL: there is no '='. */
struct loader_option {
	const char *name, *value;
};

/* A name that is looked up, and the modules that it means. */
struct loader_lookup {
	char name[GLOB_TEXT_SIZE];
	struct index_hits hits;
};

/*
 * Large; static, and zeroed before loader_open. For the log and the verdict, graph.modules[] are
 * all modules that were asked for, and catalog.rules what modprobe.d says (MODPROBED_BAD: lines
 * not understood; MODPROBED_INSTALL: commands, none of which is ever run).
 */
struct loader {
	struct catalog catalog;
	struct graph graph;
	int folder; /* /lib/modules/RELEASE, open */
	bool alone; /* loader_run: there are no uevents, and somebody waits for the drivers too */
	bool in_order; /* drivers probe within their init: devices have the names of their order */

	bool has_first;    /* the driver that goes before all others was wanted */
	unsigned expanded; /* modules whose dependencies are in the graph */
	const struct loader_option *options;
	unsigned option_count;
	struct loader_lookup wanted, soft;
};

/*
 * Opens the modules of `root` ("" for the real one) for a kernel release, and modprobe.d.
 * -ENOENT: there are none, and only what is built in can be had. After any other error what could
 * be read is used. What an earlier call could not read is read again.
 */
int loader_open(struct loader *l, const char *root, const char *release);
/* Whether the directory and the dependencies of the modules could be read. */
bool loader_is_open(const struct loader *l);

/*
 * The parameters of the command line, which come after the options of modprobe.d. Any number, since
 * those of systemd and of the kernel look the same; kept by reference.
 */
void loader_set_options(struct loader *l, const struct loader_option *options, unsigned count);
/* modprobe.blacklist=: comma lists, likewise. Aliases don't lead to these modules; names do. */
void loader_set_blacklist(struct loader *l, const char *const *lists, unsigned count);

/*
 * Puts what `name` means (a module, with '-' or '_', or an alias), all that it needs, and its
 * soft dependencies into the graph. 0: there, or built in. Otherwise -ENOENT, or what else is in
 * the way, and a module of that name has failed.
 */
int loader_want(struct loader *l, const char *name);
/* The same for what a device calls for: that no module serves it is no error. */
int loader_want_alias(struct loader *l, const char *modalias);
/* And for what the boot waits for: it goes before all else. */
int loader_want_now(struct loader *l, const char *alias);

/*
 * Starts a child for each module that may start now. Returns the microseconds after which to call
 * again, since there was no process for one; below 0: no need.
 */
int64_t loader_start(struct loader *l);
/* Modules of the image that failed may be loaded again. */
void loader_again(struct loader *l);
/* The uevent add@/module/NAME. */
void loader_event(struct loader *l, const char *name);
/* A child has ended: the module that it was for, or NULL where it was not the loader's. */
const struct module *loader_reaped(struct loader *l, pid_t pid, int status);
/* Events were lost: asks /sys which modules are live. */
void loader_rescan(struct loader *l);

/* Whether a module waits or is being loaded. */
bool loader_pending(const struct loader *l);
/* How many children there still are, also those of modules that are live. */
unsigned loader_children(const struct loader *l);
/*
 * What became of a name or an alias that was wanted, as a whole: the MODULE_ state; for more than
 * one module one that is pending, else live, else failed. Built in is live. -ENOENT: unknown.
 */
int loader_state(struct loader *l, const char *name);

/* The modules that the image has for a device; good until the next look-up, as those below. */
const struct index_hits *loader_serving(struct loader *l, const char *modalias);

/* Those that would serve it and that the image does not have: catalog_absent(). */
const struct index_hits *loader_absent(struct loader *l, const char *modalias);

/* Loads all that is wanted and waits for it. 0, or why the first wanted module failed. */
int loader_run(struct loader *l);

/* The string for finit_module(2). -ENAMETOOLONG: it does not fit `size`. */
int loader_options(const struct loader *l, const struct module *m, char *buf, size_t size);

#endif
