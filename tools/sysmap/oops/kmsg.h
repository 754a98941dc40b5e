/* SPDX-License-Identifier: GPL-2.0 */
/* Translates the running kernel's log as it is written, as klogd did. */
#ifndef TOOLS_SYSMAP_OOPS_KMSG_H
#define TOOLS_SYSMAP_OOPS_KMSG_H

#include <stdbool.h>

#include "tools/sysmap/oops/translate.h"

/*
 * Reads /dev/kmsg, from the oldest record that the kernel keeps, until interrupted, and prints each
 * record, or passes those of the kernel itself to syslog(3). `renew`, unless it is NULL, is called
 * before an oops or a warning is translated. Returns the exit status.
 */
int kmsg_follow(const struct translation *t, bool to_syslog, void (*renew)(void *context),
		void *context);

#endif
