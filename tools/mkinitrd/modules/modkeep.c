// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modkeep.h"

#include <stddef.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"

/* The kernel decompresses modules in the format in which it was installed (kernel/module/Kconfig). */
static const struct {
	const char *suffix, *config;
} formats[] = {
	{".xz", "CONFIG_MODULE_COMPRESS_XZ"},
	{".zst", "CONFIG_MODULE_COMPRESS_ZSTD"},
	{".gz", "CONFIG_MODULE_COMPRESS_GZIP"},
};

static const char *suffix_of(const struct kconfig *kernel)
{
	if (!kconfig_has(kernel, "CONFIG_MODULE_DECOMPRESS"))
		return NULL;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (kconfig_has(kernel, formats[i].config))
			return formats[i].suffix;
	return NULL;
}

/*
 * Few modules boot faster from one compressed archive, since zstd is decompressed faster than xz; of
 * the many of a generic image, the kernel then decompresses only those that are loaded.
 */
int modkeep_choose(const char *choice, bool many, const struct kconfig *kernel,
		   const char **ret_suffix)
{
	bool wanted = choice ? strcmp(choice, "yes") == 0 : many;

	*ret_suffix = wanted ? suffix_of(kernel) : NULL;
	if (!choice || !wanted || *ret_suffix)
		return 0;
	return report_error("--compressed-modules yes: the kernel does not decompress modules%s%s",
			    kconfig_known(kernel)
				    ? "; CONFIG_MODULE_DECOMPRESS is not set in "
				    : ", as far as is known without its configuration",
			    kconfig_known(kernel) ? kernel->path : "");
}
