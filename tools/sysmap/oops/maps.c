// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/maps.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/sysmap/message.h"

static int add(struct maps *maps, const char *path)
{
	char **paths = reallocarray(maps->paths, maps->count + 1, sizeof(*paths));

	if (!paths)
		return message("out of memory");
	maps->paths = paths;
	paths[maps->count] = strdup(path);
	if (!paths[maps->count])
		return message("out of memory");
	maps->count++;
	return 0;
}

static int add_pattern(struct maps *maps, const char *pattern)
{
	struct stat st;
	glob_t found;
	int err = 0;

	if (glob(pattern, 0, NULL, &found))
		return 0; /* no match */
	for (size_t i = 0; !err && i < found.gl_pathc; i++)
		if (stat(found.gl_pathv[i], &st) == 0 && S_ISREG(st.st_mode))
			err = add(maps, found.gl_pathv[i]);
	globfree(&found);
	return err;
}

/* Escapes glob()'s special characters in the directory's name. */
static int add_directory(struct maps *maps, const char *path)
{
	static const char special[] = "*?[]\\";
	char *pattern = malloc(2 * strlen(path) + sizeof("/*/System.map*")), *to = pattern;
	int err;

	if (!pattern)
		return message("out of memory");
	for (const char *from = path; *from; from++) {
		if (strchr(special, *from))
			*to++ = '\\';
		*to++ = *from;
	}
	strcpy(to, "/*");
	err = add_pattern(maps, pattern);
	strcpy(to, "/*/System.map*");
	if (!err)
		err = add_pattern(maps, pattern);
	free(pattern);
	if (!err && !maps->count)
		return message("%s: no files in this directory", path);
	return err;
}

static int add_system(struct maps *maps)
{
	static const char *const patterns[] = {"/boot/System.map-*", "/lib/modules/*/System.map",
					       "/usr/lib/debug/boot/System.map-*",
					       "/usr/lib/debug/lib/modules/*/System.map"};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(patterns) / sizeof(patterns[0]); i++)
		err = add_pattern(maps, patterns[i]);
	if (!err && !maps->count)
		return message("no System.map in /boot or /lib/modules; use --map");
	return err;
}

int maps_find(struct maps *maps, const char *path)
{
	struct stat st;

	memset(maps, 0, sizeof(*maps));
	if (!path)
		return add_system(maps);
	if (stat(path, &st))
		return message_errno(path, -errno);
	if (S_ISDIR(st.st_mode))
		return add_directory(maps, path);
	maps->named = true;
	return add(maps, path);
}

void maps_free(struct maps *maps)
{
	for (size_t i = 0; i < maps->count; i++)
		free(maps->paths[i]);
	free(maps->paths);
	memset(maps, 0, sizeof(*maps));
}
