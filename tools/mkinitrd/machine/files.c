// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/machine/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cmdline.h"

enum { TEXT_MAX = 1 << 20 };

int host_open(struct host *host, const char *dir)
{
	*host = (struct host){0};
	return root_open(&host->root, "--machine", dir ? dir : "/");
}

void host_close(struct host *host)
{
	root_close(&host->root);
}

/* Errors are ignored: an entry that was just read fits into the tree. */
static void keep(const struct host *host, const struct tree_entry *entry)
{
	if (host->kept)
		(void)tree_add(host->kept, TREE_REPLACE, entry, NULL);
}

/* ---- files ------------------------------------------------------------------------------------*/

static char *read_open(int fd)
{
	char *text = alloc(TEXT_MAX + 1);
	size_t len = 0;
	ssize_t got;

	while ((got = read(fd, text + len, TEXT_MAX - len)) > 0)
		len += got;
	if (got == 0) {
		len = strlen(text);
		if (len > 0 && text[len - 1] == '\n')
			text[len - 1] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

/* O_NONBLOCK: in the directory of --machine this may be a pipe. */
static char *read_file(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		text = read_open(fd);
	close(fd);
	return text;
}

static void keep_file(const struct host *host, const char *path, const char *text)
{
	char *line = alloc_text("%s\n", text);
	struct tree_entry entry = {
		.path = path, .mode = S_IFREG | 0644, .data = line, .len = strlen(line)};

	keep(host, &entry);
	free(line);
}

/* Recorded at the requested path, with links unresolved: /proc/self differs in each process. */
char *host_text(const struct host *host, const char *dir, const char *name)
{
	char *path = alloc_text("%s/%s", dir, name);
	char *file = root_find(&host->root, path);
	char *text = file ? read_file(file) : NULL;

	if (text)
		keep_file(host, path, text);
	free(file);
	free(path);
	return text;
}

char *host_processor(const struct host *host)
{
	return host_text(host, "/sys/devices/system/cpu", "modalias");
}

/* Parameters after "--" are for init. */
char *host_param(const struct host *host, const char *param)
{
	char *line = host_text(host, "/proc", "cmdline"), *rest = line;
	char *name, *value, *found = NULL;

	while (line && cmdline_next(&rest, &name, &value) && strcmp(name, "--") != 0) {
		if (strcmp(name, param) != 0 || !value)
			continue;
		free(found);
		found = alloc_text("%s", value);
	}
	free(line);
	return found;
}

/* ---- links ------------------------------------------------------------------------------------*/

static bool link_target(void *context, const char *path, char *target)
{
	const struct host *host = context;
	struct tree_entry entry = {.path = path, .mode = S_IFLNK | 0777, .target = target};
	char *outside = root_outside(&host->root, path);
	ssize_t len = readlink(outside, target, PATH_MAX - 1);

	free(outside);
	if (len < 0)
		return false;
	target[len] = '\0';
	keep(host, &entry);
	return true;
}

static bool exists(const struct host *host, const char *path)
{
	char resolved[PATH_MAX];
	struct stat st;
	char *outside;
	bool is;

	if (root_resolve_link(&host->root, path, resolved) < 0)
		return false;
	outside = root_outside(&host->root, resolved);
	is = lstat(outside, &st) == 0 && (S_ISLNK(st.st_mode) || S_ISDIR(st.st_mode));
	free(outside);
	return is;
}

bool host_follow(const struct host *host, const char *dir, const char *name, char *ret_path)
{
	char *path = alloc_text("%s/%s", dir, name);
	bool is = exists(host, path) &&
		  path_resolve(path, PATH_FOLLOW_LAST, link_target, (void *)host, ret_path) == 0;

	free(path);
	return is;
}

/* ---- directories ----------------------------------------------------------------------------------*/

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_open(DIR *dir, const char *pattern, struct list *names)
{
	struct dirent *d;

	while ((d = readdir(dir))) {
		if (fnmatch(pattern, d->d_name, FNM_PERIOD) == 0)
			list_add(names, d->d_name);
	}
	if (names->count)
		qsort(names->item, names->count, sizeof(*names->item), by_name);
}

void host_list(const struct host *host, const char *dir, const char *pattern,
	       struct list *ret_names)
{
	char *outside = root_find(&host->root, dir);
	DIR *open = outside ? opendir(outside) : NULL;

	if (open) {
		list_open(open, pattern, ret_names);
		closedir(open);
	}
	free(outside);
}

bool host_has_dir(const struct host *host, const char *dir)
{
	struct tree_entry entry = {.path = dir, .mode = S_IFDIR | 0755};
	char *outside = root_find(&host->root, dir);
	struct stat st;
	bool has = outside && stat(outside, &st) == 0 && S_ISDIR(st.st_mode);

	if (has)
		keep(host, &entry);
	free(outside);
	return has;
}
