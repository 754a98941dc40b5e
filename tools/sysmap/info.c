// SPDX-License-Identifier: GPL-2.0
/* sysmap info FILE, sysmap payload FILE: properties of a vmlinuz, and the kernel in it. */
#include <stdio.h>
#include <string.h>

#include "lib/text.h"
#include "tools/kernel/kernel.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/message.h"

static void print_text(const char *key, const char *value)
{
	if (*value)
		printf("%-10s %s\n", key, value);
}

/* The release is the first word of the version, which follows "Linux version " in the banner. */
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

static int print_info(struct kernel *kernel, void *context)
{
	const struct image *image = &kernel->image;
	char id[BUILDID_SIZE];

	(void)context;
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
	return 0;
}

static int write_vmlinux(struct kernel *kernel, void *context)
{
	(void)context;
	fwrite(kernel->vmlinux.at, 1, kernel->vmlinux.len,
	       stdout); /* main() checks stdout for errors */
	return 0;
}

static int run(const char *path, kernel_use_fn *use)
{
	if (kernel_with(path, use, NULL) == 0)
		return EXIT_YES;
	message_fault();
	return EXIT_NO;
}

int command_info(char **args)
{
	return run(args[0], print_info);
}

int command_payload(char **args)
{
	return run(args[0], write_vmlinux);
}
