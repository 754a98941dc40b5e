/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /lib/gangway/container of the image. Each supported container type is a symbolic link to it, for
 * example /lib/gangway/crypto_LUKS; it runs the system's program for that type. /init passes the
 * device and a mode; see CONTAINERS in gangway-init(8).
 */
#ifndef HELPERS_CONTAINER_CONTAINER_H
#define HELPERS_CONTAINER_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/file.h"

/* Exit statuses, in addition to 0 and those of the programs. */
enum {
	CONTAINER_FAILED = 1,
	CONTAINER_INCOMPLETE = 75, /* other devices are missing */
	CONTAINER_ASK = 100, /* ask for a passphrase; up to CONTAINER_ASK_LAST, in this order */
	CONTAINER_ASK_LAST = 199, /* only if the root does not appear otherwise */
	CONTAINER_NOT_RUN = 127,
};

enum container_mode { CONTAINER_AUTO, CONTAINER_INTERACTIVE, CONTAINER_DEGRADED };

/* The environment of main(). */
extern char **container_environment;
/* Value of an environment variable; "" if unset. */
const char *container_variable(const char *name);

/* Runs a program in /usr/sbin or /sbin: its exit status; CONTAINER_NOT_RUN if it cannot be run. */
int container_run(char *const argv[]);
/* Like container_run(), with a text as standard input. */
int container_run_with(char *const argv[], const char *text, size_t len);
/* Like container_run(), with the output in `text`; empty on failure or if it does not fit. */
int container_capture(char *const argv[], char *text, size_t size);

/* Calls `each` for every holder of a device "/dev/NAME" (/sys/class/block/NAME/holders). */
int container_holders(const char *device, file_each_fn *each, void *context);

/* Set up a device; return the exit status. */
int luks_open(char *device, enum container_mode mode);
int lvm_open(char *device, enum container_mode mode);
int md_open(char *device, enum container_mode mode);

#endif
