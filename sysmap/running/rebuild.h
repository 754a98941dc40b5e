/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rebuilds System.map from the running kernel: its symbols without the KASLR offset.
 *
 * Compared with the map of the kernel's build, a few rows are missing (absolute symbols, the
 * kallsyms tables: 4 in 7.2, 14 in 6.1), and per-cpu symbols of x86 have type d up to 6.14. Rows
 * with equal addresses may be in another order.
 */
#ifndef SYSMAP_RUNNING_REBUILD_H
#define SYSMAP_RUNNING_REBUILD_H

#include <stdint.h>

#include "sysmap/running/running.h"
#include "sysmap/symhash.h"
#include "sysmap/writer.h"

/*
 * Restores the type of x86 per-cpu variables, which precede the kernel as offsets. kallsyms gives
 * all of them type A (make_percpus_absolute(), scripts/kallsyms.c, up to 6.14), which map users do
 * not treat as variables: crash then finds no idle tasks. They get type `d`. true: it was one.
 * *in_kernel must be false before the first symbol.
 */
bool percpu_restore(bool *in_kernel, struct map_symbol *symbol);

/* Workspace; about 66 KiB, so not on the stack. */
struct rebuild_workspace {
	struct running running;
	struct map_writer writer;
};

struct rebuilt {
	uint64_t size; /* bytes */
	struct symhash symhash;
};

/*
 * Writes the map to `fd`; `offset` is the result of offset_running(). Kallsyms is read below the
 * directory `machine` ("": this machine). -ENOENT: no /proc/kallsyms; -EPERM: addresses are hidden;
 * -ENODATA: text symbols only (no KALLSYMS_ALL), which would pass for a whole map; -EINVAL: parse
 * error; or a write error.
 */
int rebuild_running(const char *machine, uint64_t offset, int fd,
		    struct rebuild_workspace *workspace, struct rebuilt *ret_rebuilt);

/* Text for an error of rebuild_running() or offset_running(). */
const char *rebuild_error_text(int err);

#endif
