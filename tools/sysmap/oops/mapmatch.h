/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether a map is that of the kernel that wrote a log, and that kernel's KASLR offset. The log
 * itself shows both:
 *
 *	do_exit+0x2b/0xa10	the size of a function, which must be the same in the map
 *	[<ffffffff8110012b>] do_exit+0x2b/0xa10
 *				a name next to its address: address - 0x2b - do_exit in the map is the
 *				offset, the same for all such pairs, and a multiple of the page size
 *	Kernel Offset: 0x0 from 0xffffffff81000000
 *				_text in the map
 */
#ifndef TOOLS_SYSMAP_OOPS_MAPMATCH_H
#define TOOLS_SYSMAP_OOPS_MAPMATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/sysmap/log/survey.h"
#include "tools/sysmap/oops/symtab.h"

struct mapmatch {
	size_t agree, differ; /* frames and pairs */
	bool base_differs;    /* the kernel was linked for another address */
	bool has_offset;      /* the offset is known: */
	uint64_t offset;
	const char *origin; /* NULL if it is not known */
};

void mapmatch_compare(const struct survey_boot *boot, const struct symtab *map,
		      struct mapmatch *ret_match);

/* Whether the map belongs to the log; false too if the log does not show it. */
bool mapmatch_belongs(const struct mapmatch *m);

/* Reports that the map at `path` does not belong to the log, and the first differences. */
void mapmatch_report(const struct survey_boot *boot, const struct symtab *map, const char *path);

#endif
