// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/mksysmap.h"

#include <stddef.h>
#include <string.h>

#include "lib/text.h"

/*
 * Symbols left by linkers, profilers and the generation of module tables. Each kernel's map is
 * filtered as by its own scripts/mksysmap: 5.10, 6.1, and 7.2.
 */
static const struct mksysmap_filter {
	unsigned before; /* first release of the next filter: 0x601 is 6.1 */
	const char *const *prefixes, *const *suffixes, *const *parts, *const *names;
	bool modinfo;
} filters[] = {
	{
		.before = 0x601,
		.prefixes = (const char *const[]){"$a", "$d", "$t", ".L", "L0", NULL},
		.parts = (const char *const[]){"__crc_", NULL},
	},
	{
		.before = 0x602,
		.prefixes = (const char *const[]){"$", ".L", "__crc_", "__kstrtab_", "__kstrtabns_",
						  NULL},
		.names = (const char *const[]){"L0", NULL},
	},
	{
		.prefixes =
			(const char *const[]){
				"$",
				".L",
				"__crc_",
				"__efistub_",
				"__kcfi_typeid_",
				"__kstrtab_",
				"__kstrtabns_",
				"__kvm_nvhe_$",
				"__kvm_nvhe_.L",
				"__kvm_nvhe___kcfi_typeid_",
				"__mod_device_table__",
				"__pi_$",
				"__pi_.L",
				"__pi___kcfi_typeid_",
				"__AArch64ADRPThunk_",
				"__ARMV5PILongThunk_",
				"__ARMV7PILongThunk_",
				"__LA25Thunk_",
				"__ThumbV7PILongThunk_",
				"__microLA25Thunk_",
				NULL,
			},
		.suffixes = (const char *const[]){"_from_arm", "_from_thumb", "_veneer", NULL},
		.parts = (const char *const[]){".long_branch.", ".plt_branch.", NULL},
		.names = (const char *const[]){"L0", "_SDA_BASE_", "_SDA2_BASE_", NULL},
		.modinfo = true,
	},
};

static bool ends_with(const char *name, const char *suffix)
{
	size_t len = strlen(name), suffix_len = strlen(suffix);

	return len >= suffix_len && text_equal(name + len - suffix_len, suffix);
}

/* __UNIQUE_ID_modinfo and a number */
static bool is_modinfo(const char *name)
{
	const char *number = text_after(name, "__UNIQUE_ID_modinfo");

	return number && *number && strspn(number, "0123456789") == strlen(number);
}

static bool begins_with(const char *name, const char *prefix)
{
	return text_after(name, prefix);
}

static bool has_part(const char *name, const char *part)
{
	return strstr(name, part);
}

static bool fits_any(const char *name, const char *const *patterns,
		     bool (*fits)(const char *name, const char *pattern))
{
	for (; patterns && *patterns; patterns++)
		if (fits(name, *patterns))
			return true;
	return false;
}

bool mksysmap_omits(const struct mksysmap_filter *filter, const char *name)
{
	return fits_any(name, filter->prefixes, begins_with) ||
	       fits_any(name, filter->suffixes, ends_with) ||
	       fits_any(name, filter->parts, has_part) ||
	       fits_any(name, filter->names, text_equal) || (filter->modinfo && is_modinfo(name));
}

const struct mksysmap_filter *mksysmap_filter(unsigned release)
{
	const struct mksysmap_filter *filter = filters;

	while (filter->before && (!release || release >= filter->before))
		filter++;
	return filter;
}
