// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/compress.h"

#include <archive.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"

struct compression {
	const char *name;
	const char *config;              /* the kernel's option; NULL: every kernel supports it */
	int (*filter)(struct archive *); /* of libarchive, with these options, ... */
	const char *options;
	const char *program; /* or a program that reads standard input */
};

/*
 * Ordered by decompression speed and size, the best first.
 *
 * The programs xz and lz4 are used because libarchive writes a CRC64 into xz streams, which the
 * kernel refuses, and lz4's new frame format, while the kernel reads only the legacy one
 * (lib/decompress_unlz4.c, 6.1). xz runs with one thread for reproducible output; zstd's output
 * does not depend on the number of threads if there is at least one. Its window is at most 8 MiB at
 * these levels; the kernel accepts 128 MiB.
 */
static const struct compression compressions[] = {
	{.name = "zstd",
	 .config = "CONFIG_RD_ZSTD",
	 .filter = archive_write_add_filter_zstd,
	 .options = "zstd:compression-level=9,zstd:threads=4"},
	{.name = "xz",
	 .config = "CONFIG_RD_XZ",
	 .program = "xz --format=xz --check=crc32 --threads=1 -6 --stdout"},
	{.name = "gzip",
	 .config = "CONFIG_RD_GZIP",
	 .filter = archive_write_add_filter_gzip,
	 .options = "gzip:compression-level=7,gzip:!timestamp"},
	{.name = "lz4", .config = "CONFIG_RD_LZ4", .program = "lz4 -l -9 --stdout"},
	{.name = "none", .filter = archive_write_add_filter_none},
};

enum { COUNT = sizeof(compressions) / sizeof(compressions[0]) };

static const struct compression *named(const char *name)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (strcmp(compressions[i].name, name) == 0)
			return &compressions[i];
	}
	return NULL;
}

static bool kernel_can(const struct compression *c, const struct kconfig *config)
{
	return !c->config || kconfig_has(config, c->config);
}

static const struct compression *best(const struct kconfig *config)
{
	const struct compression *c = compressions;

	if (!kconfig_known(config))
		return named("gzip");
	/* every kernel supports the last one */
	while (!kernel_can(c, config))
		c++;
	return c;
}

int compress_choose(const char *name, const struct kconfig *config,
		    const struct compression **ret_compression)
{
	const struct compression *c = name ? named(name) : best(config);

	if (kconfig_known(config) && !kconfig_has(config, "CONFIG_BLK_DEV_INITRD"))
		return report_error(
			"%s: this kernel does not support an initrd (CONFIG_BLK_DEV_INITRD)",
			config->path);
	if (kconfig_known(config) && !kernel_can(c, config))
		return report_error(
			"--compress %s: the kernel cannot decompress it (%s is not set in %s); use %s",
			name, c->config, config->path, best(config)->name);
	*ret_compression = c;
	return 0;
}

const struct compression *compress_none(void)
{
	return named("none");
}

bool compress_exists(const char *name)
{
	return named(name) != NULL;
}

const char *compress_name(const struct compression *compression)
{
	return compression->name;
}

int compress_set(const struct compression *compression, struct archive *archive)
{
	int result;

	if (compression->program) {
		/* user settings would change the image */
		unsetenv("XZ_DEFAULTS");
		unsetenv("XZ_OPT");
		result = archive_write_add_filter_program(archive, compression->program);
	} else {
		result = compression->filter(archive);
	}
	if (result == ARCHIVE_OK && compression->options)
		result = archive_write_set_options(archive, compression->options);
	if (result != ARCHIVE_OK)
		return report_error("--compress %s: %s", compression->name,
				    archive_error_string(archive));
	return 0;
}
