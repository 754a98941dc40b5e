/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel's file, opened and unpacked: what every command on a vmlinuz begins with. */
#ifndef SYSMAP_TOOL_KERNEL_H
#define SYSMAP_TOOL_KERNEL_H

#include <stddef.h>

#include "lib/bytes.h"
#include "sysmap/buildid.h"
#include "sysmap/image.h"
#include "sysmap/kallsyms.h"

enum {
	/*
	 * No kernel is so large: those of distributions are below 100 MB with all that is in them.
	 */
	KERNEL_SIZE_MAX = 1 << 29,
};

struct kernel {
	const char *path;
	struct bytes file; /* mapped */
	struct image image;
	struct image inner;   /* what a packed file holds, such as an arm64 Image */
	struct bytes vmlinux; /* unpacked: within the file, or memory of its own */
	void *memory;
};

/*
 * Opens a kernel's file, unpacks its payload, has it used, and closes it: 0, or -1 where one of
 * these went wrong.
 */
typedef int kernel_use_fn(struct kernel *kernel, void *context);
int kernel_with(const char *path, kernel_use_fn *use, void *context);

/*
 * The symbols that the unpacked kernel carries, to be read while it is used. Of an arm64 Image
 * the pointers are put in place, so that kernel->vmlinux is another one then.
 */
int kernel_kallsyms(struct kernel *kernel, struct kallsyms *ret_kallsyms);

/* The build-id of the unpacked kernel; "" where it has none. */
void kernel_buildid(const struct kernel *kernel, char *ret_id);
/*
 * "Linux version ...", as far as the line goes, in the unpacked kernel; "" where it is not found.
 */
void kernel_banner(const struct kernel *kernel, char *ret_banner, size_t size);

#endif
