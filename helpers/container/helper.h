/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /lib/gangway/container of the image. Each supported container type is a symbolic link to it, for
 * example /lib/gangway/crypto_LUKS; it runs the system's program for that type. /init passes the
 * device and a mode; see CONTAINERS in gangway-init(8).
 */
#ifndef HELPERS_CONTAINER_HELPER_H
#define HELPERS_CONTAINER_HELPER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/file.h"

/* Exit statuses, in addition to 0 and those of the programs. */
enum {
	HELPER_FAILED = 1,
	HELPER_INCOMPLETE = 75, /* other devices are missing */
	HELPER_ASK = 100,       /* ask for a passphrase; up to HELPER_ASK_LAST, in this order */
	HELPER_ASK_LAST = 199,  /* only if the root does not appear otherwise */
	HELPER_NOT_RUN = 127,
};

enum helper_mode { HELPER_AUTO, HELPER_INTERACTIVE, HELPER_DEGRADED };

/* The environment of main(). */
extern char **helper_environment;
/* Value of an environment variable; "" if unset. */
const char *helper_variable(const char *name);

/* Runs a program in /usr/sbin or /sbin: its exit status; HELPER_NOT_RUN if it cannot be run. */
int helper_run(char *const argv[]);
/* Like helper_run(), with a text as standard input. */
int helper_run_with(char *const argv[], const char *text, size_t len);
/* Like helper_run(), with the output in `text`; empty on failure or if it does not fit. */
int helper_capture(char *const argv[], char *text, size_t size);

/* Calls `each` for every holder of a device "/dev/NAME" (/sys/class/block/NAME/holders). */
int helper_holders(const char *device, file_each_fn *each, void *context);

/* Set up a device; return the exit status. */
int luks_open(char *device, enum helper_mode mode);
int lvm_open(char *device, enum helper_mode mode);
int md_open(char *device, enum helper_mode mode);

#endif
