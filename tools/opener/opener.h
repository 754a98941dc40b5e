/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image's /lib/gangway/opener, and what it is called there: a link of the name of each type of
 * container that it opens, by the program that is made for that. /init runs it with the device, or
 * without one to make do with what there is; see gangway-init(8).
 */
#ifndef OPENER_H
#define OPENER_H

/* The value of a variable of the environment; "" where it is not set. */
const char *opener_variable(const char *name);

/* Runs a program of /usr/sbin or /sbin: its exit status, 127 where it could not be run. */
int opener_run(char *const argv[]);

/* The ways: the status to end with. `device` is NULL where there is none. */
int luks_open(char *device);
int lvm_open(char *device);
int md_open(char *device);

#endif
