/* SPDX-License-Identifier: GPL-2.0 */
/* Opens and decompresses the file of a kernel, for all commands on a vmlinuz. */
#ifndef TOOLS_KERNEL_KERNEL_H
#define TOOLS_KERNEL_KERNEL_H

#include <stddef.h>

#include "lib/bytes.h"
#include "sysmap/buildid.h"
#include "sysmap/image.h"

enum {
	/* Larger than any kernel: those of distributions are below 100 MB. */
	KERNEL_SIZE_MAX = 1 << 29,
};

struct kernel {
	const char *path;
	struct bytes file; /* mapped */
	struct image image;
	struct image inner;   /* the payload, such as an arm64 Image */
	struct bytes vmlinux; /* uncompressed: in the file, or in `memory` */
	void *memory;
};

/*
 * Opens a kernel's file, decompresses its payload, calls `use`, and closes it: 0, or -1, with a fault_text().
 */
typedef int kernel_use_fn(struct kernel *kernel, void *context);
int kernel_with(const char *path, kernel_use_fn *use, void *context);

/* Opens an uncompressed kernel with libelf; NULL: it is not an ELF file. */
struct Elf *kernel_elf(const struct kernel *kernel);

/* The build-id of the kernel, or "". */
void kernel_buildid(const struct kernel *kernel, char *ret_id);
/* The line "Linux version ..." of the kernel; "" if it is not found. */
void kernel_banner(const struct kernel *kernel, char *ret_banner, size_t size);

#endif
