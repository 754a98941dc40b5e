/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System.map from the running kernel: its symbols, moved back by what KASLR has moved them.
 *
 * Against the map of the kernel's own build a few rows are missing (absolute symbols, kallsyms' own
 * tables: 4 in 7.2, 14 in 6.1), and per-cpu symbols of x86 have the type d up to 6.14. Rows of one
 * address may be in another order.
 */
#ifndef SYSMAP_REBUILD_H
#define SYSMAP_REBUILD_H

#include <stdint.h>

#include "sysmap/proof.h"
#include "sysmap/running.h"
#include "sysmap/writer.h"

/*
 * x86's per-cpu variables lie in front of the kernel, as offsets. kallsyms gives them the type A,
 * whatever they were (make_percpus_absolute(), scripts/kallsyms.c, up to 6.14), and tools that read
 * a map do not take that for a variable: crash finds no idle tasks. They become `d` again. true: it
 * was one. *in_kernel is false before the first symbol.
 */
bool percpu_restore(bool *in_kernel, struct map_symbol *symbol);

/* What it works with; some 66 KiB, so it is not on the stack. */
struct rebuild_room {
	struct running running;
	struct map_writer writer;
};

struct rebuilt {
	uint64_t size; /* bytes */
	struct proof proof;
};

/*
 * Writes the map to `fd`; `offset` is what offset_running() told. Kallsyms is read below the folder
 * `machine` ("": this machine). -ENOENT: no /proc/kallsyms; -EPERM: it hides the addresses;
 * -ENODATA: it has text symbols only (no KALLSYMS_ALL), which would be taken for a whole map;
 * -EINVAL: it is not understood; or the error of a write.
 */
int rebuild_running(const char *machine, uint64_t offset, int fd, struct rebuild_room *room,
		    struct rebuilt *ret_rebuilt);

/* What an error of rebuild_running(), or of offset_running(), means. */
const char *rebuild_error_text(int err);

#endif
