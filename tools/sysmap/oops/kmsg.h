/* SPDX-License-Identifier: GPL-2.0 */
/* Translates the running kernel's log as it is written, as klogd did. */
#ifndef TOOLS_SYSMAP_OOPS_KMSG_H
#define TOOLS_SYSMAP_OOPS_KMSG_H

#include <stdbool.h>

#include "tools/sysmap/oops/translate.h"

/*
 * Reads /dev/kmsg until interrupted, and prints each record, or passes it to syslog(3). Returns the
 * exit status.
 */
int kmsg_follow(const struct translation *t, bool to_syslog);

#endif
