/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine that is a folder, as sysmap/machine.h wants it: proc/kallsyms, proc/kcore, proc/version
 * and sys/kernel of a small kernel that KASLR has moved.
 */
#ifndef HOST_TESTS_FAKEMACHINE_H
#define HOST_TESTS_FAKEMACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sysmap/kallsyms.h"

#define FAKE_MOVED 0x17000000ULL

enum {
	FAKE_CORE_NAMES =
		7, /* symbols that VMCOREINFO can name, _stext and the banner among them */
	FAKE_NOTES_AT = 256, /* in /proc/kcore, behind the headers */
};

extern char fake_machine[1024];
extern bool fake_wide; /* it has 64 bits, or 32 */
extern const char fake_version[];

/* Makes the folders, and proc/version. */
void fake_begin(void);
void fake_write(const char *path, const void *data, size_t len);
/* A path below the machine; good until the next call. */
const char *fake_path(const char *path);

/* The kernel's symbols, moved, and `more` rows. The row `odd` differs by its address; -1: none. */
void fake_symbols(const char *path, uint64_t moved, int odd, const char *more);
/* proc/kallsyms with every address hidden. */
void fake_hidden(void);

/* VMCOREINFO with so many symbols, and `more` lines; good until the next call. */
const char *fake_info(unsigned names, const char *more);
/*
 * Puts the kernel's own tables into the memory that proc/kcore will have. The lines of VMCOREINFO
 * that tell where they are, and `more`; good until the next call.
 */
const char *fake_tables(enum kallsyms_form form, const char *more);
/* proc/kcore with that VMCOREINFO; the byte at `broken` is 0xff (-1: none). */
void fake_core(const char *info, int broken, size_t cut_by);

/* An ELF note at `at`; returns its length. */
size_t fake_note(unsigned char *at, const char *name, const void *content, size_t len);
/* `len` bytes, little endian. */
void fake_put(unsigned char *at, uint64_t value, unsigned len);

#endif
