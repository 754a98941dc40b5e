/* SPDX-License-Identifier: GPL-2.0 */
/* Checks that the machine has the device of root=. */
#ifndef TOOLS_MKINITRD_HOST_ROOTCHECK_H
#define TOOLS_MKINITRD_HOST_ROOTCHECK_H

#include "fs/rootspec.h"
#include "tools/mkinitrd/machine/files.h"

/*
 * Warns if the device is missing; `root` is the text of the parameter, `spec` its parsed form. The
 * device of gpt-auto is unknown and assumed to exist.
 */
void rootcheck_warn(const struct host *host, const char *parameter, const char *root,
		    const struct rootspec *spec);

#endif
