/* SPDX-License-Identifier: GPL-2.0 */
/* The ELF data of a program or library that the dynamic linker's search uses. */
#ifndef TOOLS_MKINITRD_PROGRAMS_PROGRAM_H
#define TOOLS_MKINITRD_PROGRAMS_PROGRAM_H

#include <stdbool.h>

#include "tools/mkinitrd/base/alloc.h"

struct program {
	unsigned type, machine, class; /* e_type, e_machine, EI_CLASS */
	char *interpreter;             /* PT_INTERP; NULL: static, or a library */
	struct list needed;            /* DT_NEEDED */
	struct list opens;     /* libraries that it may load at run time, from .note.dlopen */
	char *rpath, *runpath; /* DT_RPATH, DT_RUNPATH; NULL: none */
};

/* 0: read; 1: not an ELF file; -1, reported: damaged or unreadable. */
int program_read(const char *file, struct program *ret_program);
void program_free(struct program *program);

/* Whether a program is static. */
bool program_is_static(const char *file);
/* The same; -1, reported, if it is not. */
int program_need_static(const char *file);

#endif
