/* SPDX-License-Identifier: GPL-2.0 */
/*
 * GPTs on a disk in memory, made and read without the code under test. The format is in fs/gpt.c.
 * Each function is for one copy of the table, the primary one or the backup.
 */
#ifndef HOST_TESTS_GPT_H
#define HOST_TESTS_GPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { GPT_ENTRY = 128 }; /* bytes */

struct gpt {
	unsigned char *disk;
	uint64_t size;    /* of the disk, bytes */
	uint32_t sector;  /* bytes */
	uint32_t entries; /* used or not */
	uint32_t
		table; /* first sector of the primary entries; the backup ones end before the header */
	uint32_t usable; /* first sector for partitions; as many are reserved at the end */
};

/* Writes a header, and before the primary one a protective MBR. Its entries must be zero. */
void gpt_make(const struct gpt *gpt, bool backup);
unsigned char *gpt_header(const struct gpt *gpt, bool backup);
/* The entry of a partition, from 1, where the header has it. */
unsigned char *gpt_entry(const struct gpt *gpt, bool backup, unsigned number);

/* Sets the checksums of the entries and of the header; or only the latter. */
void gpt_seal(const struct gpt *gpt, bool backup);
void gpt_seal_header(const struct gpt *gpt, bool backup);
uint32_t gpt_crc(const unsigned char *at, size_t len);

/* Reads the disk as pread(2) does. */
ssize_t gpt_pread(const struct gpt *gpt, void *buf, size_t len, uint64_t offset);

#endif
