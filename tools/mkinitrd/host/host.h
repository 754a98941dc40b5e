/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --host and --machine: the modules that a machine needs for its root, found in its /sys, and
 * --capture: all that they are found by, kept for later and for elsewhere.
 */
#ifndef TOOLS_MKINITRD_HOST_HOST_H
#define TOOLS_MKINITRD_HOST_HOST_H

#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/with/with.h"

/*
 * `dir` of --machine; NULL: this machine. `tree` has what was added to the image, programs that
 * open containers among it; the kinds of --with that are wanted besides go into `with`, and what the
 * machine tells of containers. What stands in the root's way is said: -1.
 */
int host_choose(const char *dir, struct modules *modules, const struct tree *tree,
		struct with *with);

/*
 * Writes to `to`, a folder that is new or empty, what host_choose() reads of the machine. It is
 * written whole even where that would fail, so that somebody can see why; the result is -1 then.
 */
int host_capture(const char *dir, const char *to);

/* The command line of the machine: new memory, NULL if it cannot be read. */
char *host_command_line(const char *dir);
/*
 * Warns if the machine does not have the device of root=, or of another parameter, now; `root` is
 * its text and `spec` what /init reads in it.
 */
struct rootspec;
void host_check_root(const char *dir, const char *parameter, const char *root,
		     const struct rootspec *spec);

#endif
