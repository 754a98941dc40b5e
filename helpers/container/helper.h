/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image's /lib/gangway/container, and what it is called there: a link of the name of each type of
 * container that it sets up, by the program that is made for that. /init runs it with the device
 * and a mode; gangway-init(8), CONTAINERS, is the contract.
 */
#ifndef HELPERS_CONTAINER_HELPER_H
#define HELPERS_CONTAINER_HELPER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/file.h"

/* What a helper ends with, but for 0 and the statuses of the programs. */
enum {
	OPENER_FAILED = 1,
	OPENER_INCOMPLETE = 75, /* other devices are missing */
	OPENER_ASK = 100,       /* a person has to be asked; up to OPENER_ASK_LAST, in this order */
	OPENER_ASK_LAST = 199,  /* only if the root does not appear otherwise */
	OPENER_NOT_RUN = 127,
};

enum opener_mode { OPENER_ALONE, OPENER_PERSON, OPENER_DEGRADED };

/* What main() was given. */
extern char **opener_environment;
/* The value of a variable of the environment; "" if it is not set. */
const char *opener_variable(const char *name);

/* Runs a program of /usr/sbin or /sbin: its exit status, OPENER_NOT_RUN if it could not be run. */
int opener_run(char *const argv[]);
/* The same, with a text as its standard input. */
int opener_run_with(char *const argv[], const char *text, size_t len);
/* The same; what it prints is in `text`, which is empty if it failed or printed too much. */
int opener_capture(char *const argv[], char *text, size_t size);

/* Calls `each` for what holds a device, "/dev/NAME": /sys/class/block/NAME/holders. */
int opener_holders(const char *device, file_each_fn *each, void *context);

/* Set up a device: the status to end with. */
int luks_open(char *device, enum opener_mode mode);
int lvm_open(char *device, enum opener_mode mode);
int md_open(char *device, enum opener_mode mode);

#endif
