// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/symbols/exportcache.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

static const char system_dir[] = "/var/cache/gangway";
enum { KEPT = 8 }; /* files; few machines have more kernels */

static bool make_dir(const char *path, mode_t mode)
{
	struct stat st;

	(void)mkdir(path, mode);
	/* in a world-writable directory it could be another user's */
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	       access(path, W_OK) == 0;
}

/* Creates `above` and `above`/gangway: new memory, or NULL. */
static char *dir_in(const char *above)
{
	char *path = alloc_text("%s/gangway", above);

	/* XDG Base Directory Specification 0.8: mode 0700 */
	(void)mkdir(above, 0700);
	if (make_dir(path, 0755))
		return path;
	free(path);
	return NULL;
}

static char *dir_of_home(void)
{
	const char *home = getenv("HOME");
	char *above = home && *home == '/' ? alloc_text("%s/.cache", home) : NULL;
	char *path = above ? dir_in(above) : NULL;

	free(above);
	return path;
}

/* For users without a home directory. */
static char *dir_of_tmp(void)
{
	char *path = alloc_text("/var/tmp/gangway-%u", (unsigned)geteuid());

	if (make_dir(path, 0700))
		return path;
	free(path);
	return NULL;
}

/* A directory that this user may write: new memory, or NULL. */
static char *dir(void)
{
	const char *set = getenv("XDG_CACHE_HOME");
	char *path = NULL;

	if (set && *set == '/')
		return dir_in(set);
	if (geteuid() == 0)
		return make_dir(system_dir, 0755) ? alloc_text("%s", system_dir) : NULL;
	path = dir_of_home();
	return path ? path : dir_of_tmp();
}

/* The line that identifies a file: new memory, NULL if the file does not exist. */
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
	*cache = (struct exportcache){.dir = dir(), .first = first_line(vmlinuz)};
	if (cache->dir)
		cache->file = alloc_text("%s/exports-%s", cache->dir, release);
	cache->system = alloc_text("%s/exports-%s", system_dir, release);
}

void exportcache_close(struct exportcache *cache)
{
	free(cache->dir);
	free(cache->file);
	free(cache->system);
	free(cache->first);
	*cache = (struct exportcache){0};
}

/* ---- reading ----------------------------------------------------------------------------------*/

/* The names, one per line, if the cache file is complete and is that of this vmlinuz; NULL. */
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

static int read_file(const char *file, const char *first, struct set *names)
{
	struct content content;
	int result;

	if (!file || access(file, R_OK) < 0 || content_read(file, &content) < 0)
		return 1;
	result = take_names(names, names_in(&content, first));
	content_free(&content);
	return result;
}

int exportcache_read(const struct exportcache *cache, struct set *names)
{
	if (!cache->first)
		return 1;
	if (read_file(cache->file, cache->first, names) == 0)
		return 0;
	return read_file(cache->system, cache->first, names);
}

/* ---- writing ----------------------------------------------------------------------------------*/

static void write_name(void *context, const char *name)
{
	fprintf(context, "%s\n", name);
}

/* Writes a temporary file and renames it, so that readers never see a partial file. */
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

static int is_export(const struct dirent *d)
{
	return strncmp(d->d_name, "exports-", 8) == 0;
}

struct cached {
	char *path;
	struct timespec time;
};

static int latest_first(const void *a, const void *b)
{
	const struct timespec *x = &((const struct cached *)a)->time;
	const struct timespec *y = &((const struct cached *)b)->time;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

/* Removes the caches of old kernels, and temporary files of killed runs. */
static void remove_oldest(const char *dir)
{
	struct dirent **names = NULL;
	int count = scandir(dir, &names, is_export, NULL);
	struct cached *all = alloc((count > 0 ? count : 1) * sizeof(*all));

	for (int i = 0; i < count; i++) {
		struct stat st = {0};

		all[i].path = alloc_text("%s/%s", dir, names[i]->d_name);
		if (lstat(all[i].path, &st) == 0)
			all[i].time = st.st_mtim;
		free(names[i]);
	}
	free(names);
	if (count > 0)
		qsort(all, count, sizeof(*all), latest_first);
	for (int i = 0; i < count; i++) {
		if (i >= KEPT)
			(void)unlink(all[i].path);
		free(all[i].path);
	}
	free(all);
}

void exportcache_write(const struct exportcache *cache, const struct set *names)
{
	char *draft;

	if (!cache->file || !cache->first)
		return;
	draft = alloc_text("%s.%d", cache->file, (int)getpid());
	if (!write_file(draft, cache->first, names) || rename(draft, cache->file) < 0) {
		report_detail("cannot write the cache %s: %m", cache->file);
		(void)unlink(draft);
	}
	free(draft);
	remove_oldest(cache->dir);
}
