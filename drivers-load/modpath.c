// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/modpath.h"

#include <string.h>

#include "lib/text.h"

int modpath_name(const char *path, size_t len, char name[MODULE_NAME_SIZE])
{
	const char *base = path + len, *dot;
	int err;

	while (base > path && base[-1] != '/')
		base--;
	len -= base - path;
	dot = memchr(base, '.', len);
	err = text_copy_n(name, MODULE_NAME_SIZE, base, dot ? (size_t)(dot - base) : len);
	if (!err)
		text_underscores(name);
	return err;
}

bool modpath_is_driver(const char *path)
{
	/* The kernel's drivers, and modules from outside its tree. */
	static const char *const dirs[] = {"kernel/drivers/", "updates/", "extra/",
					   "weak-updates/"};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (text_after(path, dirs[i]))
			return true;
	return false;
}
