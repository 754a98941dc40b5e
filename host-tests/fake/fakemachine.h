/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A directory as the machine of sysmap/machine.h: proc/kallsyms, proc/kcore, proc/version and
 * sys/kernel of a small kernel with a KASLR offset.
 */
#ifndef HOST_TESTS_FAKEMACHINE_H
#define HOST_TESTS_FAKEMACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sysmap/kallsyms.h"

#define FAKE_MOVED 0x17000000ULL

enum {
	FAKE_CORE_NAMES = 7, /* symbols for VMCOREINFO, including _stext and the banner */
	FAKE_NOTES_AT = 256, /* in /proc/kcore, after the headers */
};

extern char fake_machine[1024];
extern bool fake_wide; /* 64 bit, else 32 bit */
extern const char fake_version[];

/* Makes the directories and proc/version. */
void fake_begin(void);
void fake_write(const char *path, const void *data, size_t len);
/* A path below the machine; valid until the next call. */
const char *fake_path(const char *path);

/*
 * Writes the kernel's symbols with the KASLR offset, and `more` rows. Row `odd` has another
 * address; -1: none.
 */
void fake_symbols(const char *path, uint64_t moved, int odd, const char *more);
/* Writes proc/kallsyms with all addresses hidden. */
void fake_hidden(void);

/* VMCOREINFO with that many symbols, and `more` lines; valid until the next call. */
const char *fake_info(unsigned names, const char *more);
/*
 * Adds the kernel's own tables to the memory in proc/kcore. Returns VMCOREINFO with their
 * addresses, and `more`; valid until the next call.
 */
const char *fake_tables(enum kallsyms_form form, const char *more);
/* Writes proc/kcore with this VMCOREINFO; the byte at `broken` is 0xff (-1: none). */
void fake_core(const char *info, int broken, size_t cut_by);

/* Writes an ELF note at `at`; returns its length. */
size_t fake_note(unsigned char *at, const char *name, const void *content, size_t len);
/* Writes `len` bytes, little-endian. */
void fake_put(unsigned char *at, uint64_t value, unsigned len);

#endif
