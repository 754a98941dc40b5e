/* SPDX-License-Identifier: GPL-2.0 */
/* The running kernel's log, translated as it is written: what klogd did. */
#ifndef SYSMAP_TOOL_OOPS_FOLLOW_H
#define SYSMAP_TOOL_OOPS_FOLLOW_H

#include <stdbool.h>

#include "tools/sysmap/oops/translate.h"

/*
 * Reads /dev/kmsg until it is interrupted, and prints each record, or hands it to syslog(3). The
 * status to exit with.
 */
int follow(const struct translation *t, bool to_syslog);

#endif
