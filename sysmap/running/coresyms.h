/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads the running kernel's kallsyms tables from its memory through /proc/kcore, if /proc/kallsyms
 * hides the addresses (kptr_restrict=2). VMCOREINFO contains their addresses since 6.0;
 * sysmap/kallsyms.h describes the tables.
 */
#ifndef SYSMAP_RUNNING_CORESYMS_H
#define SYSMAP_RUNNING_CORESYMS_H

#include <stdint.h>

#include "sysmap/kallsyms.h"
#include "sysmap/map.h"
#include "sysmap/running/vmcore.h"

/* Read-ahead buffer for the kernel's memory. */
struct coresyms_window {
	uint64_t address;
	size_t len;
	unsigned char bytes[2048];
};

struct coresyms {
	struct vmcore core;
	unsigned word; /* bytes per address */
	uint32_t count, index;
	uint64_t names; /* address of the next name */
	uint64_t offsets, base;
	enum kallsyms_form form;
	unsigned char token_index[512];
	char tokens[8192];
	size_t tokens_len;
	struct coresyms_window name_window, offset_window;
	char name[MAP_NAME_MAX + 2]; /* type and name */
};

/* Errors of vmcore_open(); -ENOENT also: VMCOREINFO lacks the addresses; -EINVAL: broken tables. */
int coresyms_open(const char *machine, struct coresyms *syms);
void coresyms_close(struct coresyms *syms);

/* Like kallsyms_next(), with the addresses of this boot. */
int coresyms_next(struct coresyms *syms, struct map_symbol *ret_symbol);

#endif
