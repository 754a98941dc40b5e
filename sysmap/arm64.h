/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An arm64 Image is the kernel's memory as it is linked, without a word of where that is. A kernel
 * that KASLR moves carries relocations, three u64 each, which tell it:
 *
 *	offset		where a pointer lies
 *	0x403		R_AARCH64_RELATIVE
 *	addend		where it points, as linked; the pointer itself may be 0 until then
 *
 * The kernel is linked at a multiple of 2 MiB.
 */
#ifndef SYSMAP_ARM64_H
#define SYSMAP_ARM64_H

#include <stddef.h>
#include <stdint.h>

#include "lib/bytes.h"

/* Where the Image is linked, and its size in memory. -ENOENT: it has no such relocations. */
int arm64_find_base(struct bytes image, uint64_t *ret_base, uint64_t *ret_size);

/* Puts every pointer into its place, as the kernel does when it starts. */
void arm64_relocate(unsigned char *image, size_t len, uint64_t base);

#endif
