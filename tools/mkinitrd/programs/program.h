/* SPDX-License-Identifier: GPL-2.0 */
/* An ELF program or library, as far as the dynamic linker's search goes. */
#ifndef TOOLS_MKINITRD_PROGRAMS_PROGRAM_H
#define TOOLS_MKINITRD_PROGRAMS_PROGRAM_H

#include <stdbool.h>

#include "tools/mkinitrd/base/alloc.h"

struct program {
	unsigned type, machine, class; /* e_type, e_machine, EI_CLASS */
	char *interpreter;             /* PT_INTERP; NULL: it runs without one, or is a library */
	struct list needed;            /* DT_NEEDED */
	struct list opens;             /* what it may load while it runs, by .note.dlopen */
	char *rpath, *runpath;         /* DT_RPATH, DT_RUNPATH; NULL: none */
};

/* 0: read; 1: not an ELF file; -1: damaged, or not to be read (said). */
int program_read(const char *file, struct program *ret_program);
void program_free(struct program *program);

/* A program that needs nothing else to run. */
bool program_is_static(const char *file);
/* The same, as a demand: -1 (said) for whatever else it is. */
int program_need_static(const char *file);

#endif
