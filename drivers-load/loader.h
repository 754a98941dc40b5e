/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel modules, loaded in the order of their dependencies and as many at once as these allow.
 *
 * The loader holds a graph of modules and starts one short-lived child for each whose
 * dependencies are in. "In" is the module's own uevent (add@/module/NAME, sent when its init has
 * returned and it is live), not the end of its child: finit_module(2) returns only after all
 * asynchronous probing, which for a SCSI controller is seconds (kernel/module/main.c, 6.1). The
 * loader never waits and never speaks: whoever runs the event loop hands it the events, and asks
 * for its failures.
 */
#ifndef DRIVERS_LOAD_LOADER_H
#define DRIVERS_LOAD_LOADER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	MODULE_NAME_SIZE = 56, /* MODULE_NAME_LEN, with its NUL (linux/moduleparam.h, 6.1) */
	LOADER_MODULES = 1024,
};

enum module_state { MODULE_WAITING, MODULE_LOADING, MODULE_LIVE, MODULE_FAILED };

struct module {
	char name[MODULE_NAME_SIZE]; /* with '_' for '-' */
	enum module_state state;
	int error;	       /* why it failed, -errno as its child's finit_module(2) said */
	pid_t pid;	       /* its child, until that has ended; then 0 */
	int64_t began, lived;  /* microseconds since the kernel's start; 0: not yet */
	/* the loader's own: path, dependencies, options, place in the order */
};

#endif
