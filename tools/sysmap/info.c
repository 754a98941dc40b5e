// SPDX-License-Identifier: GPL-2.0
/* sysmap info FILE, sysmap payload FILE: what a vmlinuz is, and the kernel that it holds. */
#include <stdio.h>
#include <string.h>

#include "lib/text.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/kernel.h"
#include "tools/sysmap/report.h"

static void print_text(const char *key, const char *value)
{
	if (*value)
		printf("%-10s %s\n", key, value);
}

/* The release is the version's first word; behind "Linux version " in the banner. */
static void print_version(const struct kernel *kernel)
{
	char banner[512];
	const char *version = kernel->image.version;

	if (!*version) {
		kernel_banner(kernel, banner, sizeof(banner));
		version = text_after(banner, "Linux version ");
	}
	if (!version)
		return;
	printf("%-10s %.*s\n", "release", (int)strcspn(version, " "), version);
	print_text("version", version);
}

static void print_info(const struct kernel *kernel)
{
	const struct image *image = &kernel->image;
	char id[BUILDID_SIZE];

	printf("%-10s %s\n", "kind", image_kind_name(image->kind));
	if (image->protocol)
		printf("%-10s %u.%02u\n", "protocol", image->protocol >> 8, image->protocol & 0xff);
	print_version(kernel);
	printf("%-10s %s\n", "packing", image_packing_name(image->packing));
	printf("%-10s %zu\n", "packed", image->payload.len);
	printf("%-10s %zu\n", "unpacked", kernel->vmlinux.len);
	printf("%-10s %s\n", "holds", image_kind_name(kernel->inner.kind));
	kernel_buildid(kernel, id);
	print_text("build-id", id);
}

static void write_vmlinux(const struct kernel *kernel)
{
	fwrite(kernel->vmlinux.at, 1, kernel->vmlinux.len, stdout);
}

/* What both commands do around what they print. */
static int with_kernel(const char *path, void (*print)(const struct kernel *kernel))
{
	struct kernel kernel;
	int result;

	if (kernel_open(&kernel, path) < 0)
		return EXIT_NO;
	result = kernel_unpack(&kernel);
	if (!result)
		print(&kernel);
	kernel_close(&kernel);
	return result ? EXIT_NO : EXIT_YES;
}

int command_info(char **args)
{
	return with_kernel(args[0], print_info);
}

int command_payload(char **args)
{
	return with_kernel(args[0], write_vmlinux);
}
