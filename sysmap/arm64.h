/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An arm64 Image is the kernel's memory as linked, without its address. A kernel that supports
 * KASLR contains relocations, three u64 each, from which the address follows:
 *
 *	offset		address of a pointer
 *	0x403		R_AARCH64_RELATIVE
 *	addend		its value, as linked; the pointer itself may be 0 before relocation
 *
 * The kernel is linked at a multiple of 2 MiB.
 */
#ifndef SYSMAP_ARM64_H
#define SYSMAP_ARM64_H

#include <stddef.h>
#include <stdint.h>

#include "lib/bytes.h"

/* Finds the link address of the Image and its size in memory. -ENOENT: no such relocations. */
int arm64_find_base(struct bytes image, uint64_t *ret_base, uint64_t *ret_size);

/* Applies all relocations, like the kernel at its start. */
void arm64_relocate(unsigned char *image, size_t len, uint64_t base);

#endif
