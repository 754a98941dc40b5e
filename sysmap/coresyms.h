/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The running kernel's own kallsyms tables, read from its memory through /proc/kcore: complete
 * where /proc/kallsyms hides its addresses (kptr_restrict=2). VMCOREINFO tells where the tables are
 * (6.0 and later); their form is that of sysmap/kallsyms.h.
 */
#ifndef SYSMAP_CORESYMS_H
#define SYSMAP_CORESYMS_H

#include <stdint.h>

#include "sysmap/kallsyms.h"
#include "sysmap/map.h"
#include "sysmap/vmcore.h"

/* A part of the kernel's memory, read ahead. */
struct coresyms_window {
	uint64_t address;
	size_t len;
	unsigned char bytes[2048];
};

struct coresyms {
	struct vmcore core;
	unsigned word; /* bytes of an address */
	uint32_t count, index;
	uint64_t names; /* where the next name begins */
	uint64_t offsets, base;
	enum kallsyms_form form;
	unsigned char token_index[512];
	char tokens[8192];
	size_t tokens_len;
	struct coresyms_window name_window, offset_window;
	char name[MAP_NAME_MAX + 2]; /* with its type in front */
};

/* vmcore_open()'s errors; -ENOENT also: VMCOREINFO does not tell; -EINVAL: broken tables. */
int coresyms_open(const char *machine, struct coresyms *syms);
void coresyms_close(struct coresyms *syms);

/* As kallsyms_next(), with the addresses of this boot. */
int coresyms_next(struct coresyms *syms, struct map_symbol *ret_symbol);

#endif
