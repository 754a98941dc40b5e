/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's build ID, from its ELF notes:
 *
 *	namesz u32, descsz u32, type u32, name (padded to 4), desc (padded to 4)
 *
 * with name "GNU" and type 3, in the byte order of the machine.
 */
#ifndef SYSMAP_BUILDID_H
#define SYSMAP_BUILDID_H

#include "lib/bytes.h"

enum { BUILDID_SIZE = 129 }; /* 64 bytes as hex digits, and NUL */

/* -ENOENT: no build ID; -EINVAL: malformed notes. */
int buildid_of_notes(struct bytes notes, char *ret_id);

/*
 * Reads the running kernel's from /sys/kernel/notes below the directory `machine` ("": this
 * machine).
 */
int buildid_running(const char *machine, char *ret_id);

#endif
