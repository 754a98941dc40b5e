// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/exportcache.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

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

void exportcache_open(struct exportcache *cache, const char *vmlinuz, const char *release)
{
	*cache = (struct exportcache){.dir = folder(), .first = first_line(vmlinuz)};
	if (cache->dir)
		cache->file = alloc_text("%s/exports-%s", cache->dir, release);
}

void exportcache_close(struct exportcache *cache)
{
	free(cache->dir);
	free(cache->file);
	free(cache->first);
	*cache = (struct exportcache){0};
}

/* ---- reading ----------------------------------------------------------------------------------*/

/* The names, which are lines, in a file that is whole and about this vmlinuz; NULL. */
static char *names_in(const struct content *content, const char *first)
{
	static const char last[] = "\n.\n";
	const size_t last_len = strlen(last);
	char *end;

	if (content->len < last_len || strncmp(content->data, first, strlen(first)) != 0)
		return NULL;
	end = content->data + content->len - last_len;
	if (strcmp(end, last) != 0)
		return NULL;
	end[1] = '\0';
	return content->data + strlen(first);
}

static int take_names(struct set *names, char *text)
{
	char *line;

	if (!text)
		return 1;
	while ((line = strsep(&text, "\n"))) {
		if (*line)
			set_add(names, line);
	}
	return 0;
}

int exportcache_read(const struct exportcache *cache, struct set *names)
{
	struct content content;
	int result;

	if (!cache->file || !cache->first || access(cache->file, R_OK) < 0 ||
	    content_read(cache->file, &content) < 0)
		return 1;
	result = take_names(names, names_in(&content, cache->first));
	content_free(&content);
	return result;
}

/* ---- writing ----------------------------------------------------------------------------------*/

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
	fputs(".\n", file);
	good = !ferror(file);
	return fclose(file) == 0 && good;
}

void exportcache_write(const struct exportcache *cache, const struct set *names)
{
	char *draft;

	if (!cache->file || !cache->first)
		return;
	draft = alloc_text("%s.%d", cache->file, (int)getpid());
	(void)mkdir(cache->dir, 0755); /* the next call tells */
	if (!write_file(draft, cache->first, names) || rename(draft, cache->file) < 0) {
		report_detail("%s: not kept: %m", cache->file);
		(void)unlink(draft);
	}
	free(draft);
}
