/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first pass over a log: data about each boot in it. A boot begins with the kernel's banner,
 * "Linux version", which may be missing for the first boot.
 *
 * The data is bounded; more frames and pairs are redundant.
 */
#ifndef TOOLS_SYSMAP_OOPS_SURVEY_H
#define TOOLS_SYSMAP_OOPS_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/sysmap/oops/modtab.h"
#include "tools/sysmap/oops/symtab.h"

enum { SURVEY_FRAMES = 512, SURVEY_PAIRS = 256 };

struct survey_frame { /* of the kernel itself; no duplicates */
	char *name;
	uint64_t size;
};

struct survey_pair { /* a symbol + `added` is at `address` */
	char *name;
	uint64_t added, address;
};

struct survey_boot {
	uint64_t line; /* its first, from 1 */
	struct survey_frame *frames;
	struct survey_pair *pairs;
	size_t frame_count, pair_count;
	bool has_offset; /* "Kernel Offset:" */
	uint64_t offset;
	bool trouble; /* it contains an oops, a warning or a trace */
	struct modtab modules;
	char pc_name[256]; /* "PC is at NAME+0xN": the address is on another line */
	uint64_t pc_added;
};

struct survey {
	struct survey_boot *boots;
	size_t count;
	uint64_t line;
};

/* Whether a line begins another boot. */
bool survey_is_banner(const char *line, size_t len);
/* Processes the next line of the log, without newline. -1: no memory, reported. */
int survey_line(struct survey *s, const char *line, size_t len);
void survey_free(struct survey *s);

/* The result of comparing the frames of a boot with a map. */
struct survey_match {
	size_t agree, differ;
	const struct survey_frame *example; /* one that differs */
	uint64_t size;                      /* its size in the map; 0: not found */
};
void survey_compare(const struct survey_boot *boot, const struct symtab *map,
		    struct survey_match *ret_match);

/* The KASLR offset of this boot relative to the map, and its origin; false: unknown. */
bool survey_offset(const struct survey_boot *boot, const struct symtab *map, uint64_t *ret_offset,
		   const char **ret_origin);

#endif
