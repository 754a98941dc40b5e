/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first reading of a log: what it tells of each boot in it. A boot begins with the kernel's
 * banner, "Linux version"; a log need not have the banner of its first.
 *
 * What is kept of a boot is bounded: further frames and pairs only say the same again.
 */
#ifndef SYSMAP_TOOL_OOPS_SURVEY_H
#define SYSMAP_TOOL_OOPS_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/sysmap/oops/modtab.h"
#include "tools/sysmap/oops/symtab.h"

enum { SURVEY_FRAMES = 512, SURVEY_PAIRS = 256 };

struct survey_frame { /* of the kernel itself; each once */
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
	bool told; /* "Kernel Offset:" */
	uint64_t offset;
	bool trouble; /* an oops, a warning, or a trace is in it */
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
/* Takes the next line of the log, without its newline. -1: no memory, reported. */
int survey_line(struct survey *s, const char *line, size_t len);
void survey_free(struct survey *s);

/* How the frames of a boot agree with a map. */
struct survey_match {
	size_t agree, differ;
	const struct survey_frame *example; /* of those that differ */
	uint64_t size;                      /* in the map; 0: the name is not there */
};
void survey_compare(const struct survey_boot *boot, const struct symtab *map,
		    struct survey_match *ret_match);

/*
 * How far KASLR moved this boot's kernel from the map's addresses, and what told it; false:
 * nothing did.
 */
bool survey_offset(const struct survey_boot *boot, const struct symtab *map, uint64_t *ret_offset,
		   const char **ret_origin);

#endif
