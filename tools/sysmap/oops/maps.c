// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/maps.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/sysmap/message.h"

/* A damaged or edited log may have a few wrong frames; more mean another kernel. */
enum { TOLERATED_PERCENT = 10 };

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
	char *pattern = malloc(2 * strlen(path) + 3), *to = pattern;
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

static bool belongs(const struct survey_match *m)
{
	return m->agree && m->differ * 100 <= (m->agree + m->differ) * TOLERATED_PERCENT;
}

/* Of several files some may be stubs or other files, which is not reported. */
static int load(const struct maps *maps, size_t i, struct symtab *map)
{
	int err = symtab_load(map, maps->paths[i]);

	return err && maps->named ? message_fault() : err;
}

static void report_other(const char *path, const struct survey_boot *boot,
			 const struct survey_match *m)
{
	message("%s: not the map of this kernel: %zu of %zu frames differ; the size of %s in the log is "
		"0x%llx, in the map %s0x%llx",
		path, m->differ, boot->frame_count, m->example->name,
		(unsigned long long)m->example->size, m->size ? "" : "has no such symbol, ",
		(unsigned long long)m->size);
}

/* The best of the matching maps; of two maps of one build, optional. */
static long choose_by_frames(const struct maps *maps, const struct survey_boot *boot,
			     struct symtab *ret_map)
{
	struct survey_match best = {0};
	long chosen = -1;

	for (size_t i = 0; i < maps->count; i++) {
		struct survey_match m;
		struct symtab map;

		if (load(maps, i, &map))
			continue;
		survey_compare(boot, &map, &m);
		if (belongs(&m) && (chosen < 0 || m.differ < best.differ)) {
			if (chosen >= 0)
				symtab_free(ret_map);
			*ret_map = map;
			chosen = i;
			best = m;
			continue;
		}
		if (maps->named)
			report_other(maps->paths[i], boot, &m);
		symtab_free(&map);
	}
	if (chosen < 0 && !maps->named)
		message("none of %zu maps is that of the kernel that wrote line %llu and the following",
			maps->count, (unsigned long long)boot->line);
	return chosen;
}

long maps_choose(const struct maps *maps, const struct survey_boot *boot, struct symtab *ret_map)
{
	if (boot->frame_count)
		return choose_by_frames(maps, boot, ret_map);
	if (maps->count == 1 && !load(maps, 0, ret_map)) {
		message("the log has no frame of the form NAME+0xN/0xSIZE: %s is not verified",
			maps->paths[0]);
		return 0;
	}
	if (maps->count > 1)
		message("the log has no frame of the form NAME+0xN/0xSIZE that identifies one of %zu "
			"maps; use --map FILE",
			maps->count);
	return -1;
}
