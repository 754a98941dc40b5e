/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The build-id that the linker gave a kernel, from its ELF notes:
 *
 *	namesz u32, descsz u32, type u32, name (padded to 4), desc (padded to 4)
 *
 * with the name "GNU" and the type 3. The notes are in the byte order of the machine.
 */
#ifndef SYSMAP_BUILDID_H
#define SYSMAP_BUILDID_H

#include "lib/bytes.h"

enum { BUILDID_SIZE = 129 }; /* of a text of up to 64 bytes in hex, with its NUL */

/* -ENOENT: none among the notes; -EINVAL: broken notes. */
int buildid_of_notes(struct bytes notes, char *ret_id);

/* The running kernel's, from /sys/kernel/notes below the folder `machine` ("": this machine). */
int buildid_running(const char *machine, char *ret_id);

#endif
