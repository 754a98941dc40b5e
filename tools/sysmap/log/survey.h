/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first pass over a log: data about each boot in it. A boot begins with the kernel's banner,
 * "Linux version", which may be missing for the first boot.
 *
 * The data is bounded; more frames and pairs are redundant.
 */
#ifndef TOOLS_SYSMAP_LOG_SURVEY_H
#define TOOLS_SYSMAP_LOG_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/sysmap/log/modtab.h"

enum { SURVEY_FRAMES = 512, SURVEY_PAIRS = 256, SURVEY_NAME = 256, SURVEY_RELEASE = 65 };

struct survey_frame { /* no duplicates */
	char *name;
	char module[MODTAB_NAME]; /* "": the kernel itself */
	uint64_t size;
};

struct survey_pair { /* the symbol of the kernel + `added` is at `address` */
	char *name;
	uint64_t added, address;
};

/* A name and its address that are on different lines, in either order. */
struct survey_half {
	char name[SURVEY_NAME]; /* "": not seen yet */
	uint64_t added, address;
	bool has_address;
};

struct survey_boot {
	uint64_t line; /* its first, from 1; 0: there is no log */
	struct survey_frame *frames;
	struct survey_pair *pairs;
	size_t frame_count, pair_count;
	uint16_t *frame_of_hash; /* index plus 1 */
	struct survey_half pc, lr;
	bool has_offset; /* "Kernel Offset:" */
	uint64_t offset;
	bool has_base; /* the address for which the kernel was linked, in the same line */
	uint64_t base;
	bool no_kaslr;                /* KASLR was disabled */
	char release[SURVEY_RELEASE]; /* "": not known */
	bool trouble;                 /* it contains an oops, a warning or a trace */
	struct modtab modules;        /* from lines of /proc/modules */
};

struct survey {
	struct survey_boot *boots;
	size_t count;
	uint64_t line;
};

/* Processes the next line of the log, without newline. -1: no memory, reported. */
int survey_line(struct survey *s, const char *line, size_t len);
void survey_free(struct survey *s);

#endif
