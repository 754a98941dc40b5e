// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/requests.h"

#include <string.h>

static const struct request {
	const char *module;
	const char *const *names;
} requests[] = {
	/* the personality of the RAID level: md_run(), drivers/md/md.c (6.1); raid456 is 4 to 6 */
	{"dm_raid", (const char *const[]){"md-level-0", "md-level-1", "md-level-4", "md-level-5",
					  "md-level-6", "md-level-10", NULL}},
	/* get_policy(), drivers/md/dm-cache-policy.c (6.1); LVM's default policy is smq */
	{"dm_cache", (const char *const[]){"dm-cache-smq", NULL}},
	/*
	 * fat_fill_super(), fs/fat/inode.c (6.1), fails without these tables: codepage= is 437,
	 * iocharset= is CONFIG_FAT_DEFAULT_IOCHARSET
	 */
	{"fat", (const char *const[]){"nls_cp437", NULL}},
	{"vfat", (const char *const[]){"nls_ascii", "nls_iso8859-1", "nls_utf8", NULL}},
};

void requests_of(const char *module, struct list *ret_names)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (strcmp(requests[i].module, module) == 0)
			for (const char *const *name = requests[i].names; *name; name++)
				list_add(ret_names, *name);
}
