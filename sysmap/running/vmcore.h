/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads /proc/kcore, even if kallsyms hides addresses: an ELF core of the running kernel. Its notes
 * contain VMCOREINFO, a text of lines such as
 *
 *	SYMBOL(_stext)=ffffffff98000000		an address, including the KASLR offset
 *	KERNELOFFSET=17000000			the KASLR offset; x86-64, arm64, s390, powerpc
 *
 * Its segments are the kernel's memory.
 */
#ifndef SYSMAP_RUNNING_VMCORE_H
#define SYSMAP_RUNNING_VMCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	VMCORE_INFO_SIZE = 16384, /* two pages of the largest size, the kernel's limit in 7.2 */
	VMCORE_SYMBOLS = 48,      /* 6.1 has about 20 */
};

struct vmcore_symbol {
	const char *name; /* in vmcore's info; not NUL-terminated */
	size_t name_len;
	uint64_t address;
};

struct vmcore {
	int fd;
	unsigned elf_class;
	uint64_t segments; /* offset of the program headers */
	unsigned segment_count;
	size_t info_len;
	char info[VMCORE_INFO_SIZE];
};

/*
 * Opens /proc/kcore below the directory `machine` ("": this machine). -ENOENT: missing, or without
 * VMCOREINFO; -EPERM: lockdown; -EINVAL: parse error.
 */
int vmcore_open(const char *machine, struct vmcore *core);
void vmcore_close(struct vmcore *core);

/* Value of the line KEY=HEX; -ENOENT. */
int vmcore_value(const struct vmcore *core, const char *key, uint64_t *ret_value);

bool vmcore_is_named(const struct vmcore_symbol *symbol, const char *name);

/* Lists the SYMBOL() lines with addresses, at most VMCORE_SYMBOLS; returns their number. */
size_t vmcore_symbols(const struct vmcore *core, struct vmcore_symbol *ret_symbols);

/* Reads `len` bytes of the kernel's memory; -EFAULT: not within one segment. */
int vmcore_read(const struct vmcore *core, uint64_t address, void *buf, size_t len);
/* Reads up to `len` bytes, as many as the segment has; returns the number. */
long vmcore_read_some(const struct vmcore *core, uint64_t address, void *buf, size_t len);

#endif
