// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/exportcache.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/alloc.h"
#include "tools/mkinitrd/content.h"
#include "tools/mkinitrd/report.h"

/* New memory; NULL: there is no such place. */
static char *folder(void)
{
	const char *set = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (set && *set == '/')
		return alloc_text("%s/gangway", set);
	if (geteuid() == 0)
		return alloc_text("/var/cache/gangway");
	return home && *home == '/' ? alloc_text("%s/.cache/gangway", home) : NULL;
}

/* The line by which a file is known again: new memory, NULL where it isn't there. */
static char *first_line(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL;
	return alloc_text("%s %llu:%llu %lld bytes %lld.%09ld %lld.%09ld\n", path,
			  (unsigned long long)st.st_dev, (unsigned long long)st.st_ino,
			  (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
			  (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

static void take_names(struct set *names, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (*line)
			set_add(names, line);
	}
}

static int read_file(const char *file, const char *first, struct set *names)
{
	size_t len = strlen(first);
	struct content content;
	int result = 1;

	if (access(file, R_OK) < 0 || content_read(file, &content) < 0)
		return 1;
	if (strncmp(content.data, first, len) == 0) {
		take_names(names, content.data + len);
		result = 0;
	}
	content_free(&content);
	return result;
}

int exportcache_read(const char *vmlinuz, const char *release, struct set *names)
{
	char *dir = folder(), *first = first_line(vmlinuz);
	char *file = dir ? alloc_text("%s/exports-%s", dir, release) : NULL;
	int result = file && first ? read_file(file, first, names) : 1;

	free(file);
	free(first);
	free(dir);
	return result;
}

static void write_name(void *context, const char *name)
{
	fprintf(context, "%s\n", name);
}

/* Beside its place first, so that nobody ever reads half of it. */
static bool write_file(const char *draft, const char *first, const struct set *names)
{
	FILE *file = fopen(draft, "wxe");
	bool good;

	if (!file)
		return false;
	fputs(first, file);
	set_each(names, write_name, file);
	good = !ferror(file);
	return fclose(file) == 0 && good;
}

void exportcache_write(const char *vmlinuz, const char *release, const struct set *names)
{
	char *dir = folder(), *first = first_line(vmlinuz);
	char *file = alloc_text("%s/exports-%s", dir ? dir : "", release);
	char *draft = alloc_text("%s.%d", file, (int)getpid());

	if (dir && first) {
		(void)mkdir(dir, 0755); /* the next call tells */
		if (!write_file(draft, first, names) || rename(draft, file) < 0) {
			report_detail("%s: not kept: %m", file);
			(void)unlink(draft);
		}
	}
	free(draft);
	free(file);
	free(first);
	free(dir);
}
