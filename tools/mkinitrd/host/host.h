/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --host and --machine: choose the modules that a machine needs for its root, from its /sys;
 * --capture: save all files that this reads.
 */
#ifndef TOOLS_MKINITRD_HOST_HOST_H
#define TOOLS_MKINITRD_HOST_HOST_H

#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/with/with.h"

/*
 * `dir`: argument of --machine; NULL: this machine. `config`: the parameters that the image will
 * see. `tree` has the files added so far, which may
 * include helpers; missing kinds of --with, and data about the machine's containers, are added to
 * `with`.
 * -1, reported: the root cannot be reached.
 */
struct config;
int host_choose(const char *dir, const struct config *config, struct modules *modules,
		const struct tree *tree, struct with *with);

/*
 * Writes the files that host_choose() reads to `to`, a new or empty directory. All of them are
 * written even if host_choose() fails, for diagnosis; the result is -1 then.
 */
int host_capture(const char *dir, const char *to);

/* *ret_line: the command line of the machine, new memory; NULL if it cannot be read. -1: reported. */
int host_command_line(const char *dir, char **ret_line);
/*
 * Warns if the machine lacks the device of root= or another parameter; `root` is its value and
 * `spec` the parsed form.
 */
struct rootspec;
void host_check_root(const char *dir, const char *parameter, const char *root,
		     const struct rootspec *spec);

#endif
