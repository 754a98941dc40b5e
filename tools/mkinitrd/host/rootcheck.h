/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the machine has the device that root= names. */
#ifndef TOOLS_MKINITRD_HOST_ROOTCHECK_H
#define TOOLS_MKINITRD_HOST_ROOTCHECK_H

#include "fs/rootspec.h"
#include "tools/mkinitrd/host/files.h"

/* The device that root=gpt-auto means is not known, and counts as there. */
bool rootcheck_find(const struct host *host, const struct rootspec *spec);

/* Warns if it is not there; `root` is the text of the parameter, `spec` what /init reads in it. */
void rootcheck_warn(const struct host *host, const char *parameter, const char *root,
		    const struct rootspec *spec);

#endif
