/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What /proc/kcore says of the running kernel, though kallsyms may hide it: an ELF core whose notes
 * hold VMCOREINFO, a text of lines such as
 *
 *	SYMBOL(_stext)=ffffffff98000000		an address, moved by KASLR
 *	KERNELOFFSET=17000000			how far it is moved; x86-64, arm64, s390, powerpc
 *
 * and whose segments are the kernel's memory.
 */
#ifndef SYSMAP_VMCORE_H
#define SYSMAP_VMCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	VMCORE_INFO_SIZE = 16384, /* two pages of the largest that kernels have for it, 7.2 */
	VMCORE_SYMBOLS = 48,      /* 6.1 names about 20 */
};

struct vmcore_symbol {
	const char *name; /* in the vmcore's info; no final NUL */
	size_t name_len;
	uint64_t address;
};

struct vmcore {
	int fd;
	unsigned elf_class;
	uint64_t segments; /* where the program headers begin */
	unsigned segment_count;
	size_t info_len;
	char info[VMCORE_INFO_SIZE];
};

/*
 * Opens /proc/kcore below the folder `machine` ("": this machine). -ENOENT: there is none, or no
 * VMCOREINFO in it; -EPERM: lockdown; -EINVAL: not understood.
 */
int vmcore_open(const char *machine, struct vmcore *core);
void vmcore_close(struct vmcore *core);

/* The hexadecimal value of the line `key`=; -ENOENT. */
int vmcore_value(const struct vmcore *core, const char *key, uint64_t *ret_value);

bool vmcore_is_named(const struct vmcore_symbol *symbol, const char *name);

/* All SYMBOL() lines that tell an address, at most VMCORE_SYMBOLS; returns their number. */
size_t vmcore_symbols(const struct vmcore *core, struct vmcore_symbol *ret_symbols);

/* `len` bytes of the kernel's memory; -EFAULT: no segment has them all. */
int vmcore_read(const struct vmcore *core, uint64_t address, void *buf, size_t len);
/* As many of them as the segment has: their number. */
long vmcore_read_some(const struct vmcore *core, uint64_t address, void *buf, size_t len);

#endif
