// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/hold.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/run.h"

static char *stage; /* NULL: not yet created */

/*
 * Creates `prefix` + six characters, locked until this process ends: new memory, or NULL and errno.
 */
static char *make_held(const char *prefix)
{
	for (;;) {
		char *made = alloc_text("%sXXXXXX", prefix);
		int fd;

		if (!mkdtemp(made)) {
			free(made);
			return NULL;
		}
		fd = open(made, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0 || hold(fd) == 0)
			return made;
		free(made);
	}
}

/* An absolute path, because libkmod makes it absolute. */
static int stage_make(void)
{
	const char *tmp = getenv("TMPDIR");
	char *in, *prefix;

	if (stage)
		return 0;
	if (!tmp || !*tmp)
		tmp = "/tmp";
	in = realpath(tmp, NULL);
	prefix = alloc_text("%s/gangway-mkinitrd.", in ? in : tmp);
	free(in);
	hold_clear(prefix, true, stage_discard);
	stage = make_held(prefix);
	if (!stage)
		report_error("%sXXXXXX: cannot create a temporary directory: %m", prefix);
	free(prefix);
	return stage ? 0 : -1;
}

/* Creates the parent directories of `path` in the stage. */
static int make_parents(const char *path)
{
	char *copy = alloc_text("%s", path);
	int error = 0;

	for (char *slash = strchr(copy + strlen(stage) + 1, '/'); slash && !error;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) < 0 && errno != EEXIST)
			error = report_error("%s: %m", copy);
		*slash = '/';
	}
	free(copy);
	return error;
}

/* depmod reads lib/modules or, if it was built for a merged /usr, usr/lib/modules. */
char *stage_modules(const char *tree, const char *release)
{
	char *dir, *lib, *inside;
	int error;

	if (stage_make() < 0)
		return NULL;
	dir = alloc_text("%s/%s/usr/lib/modules/%s", stage, tree, release);
	lib = alloc_text("%s/%s/lib", stage, tree);
	inside = alloc_text("%s/.", dir);
	error = make_parents(inside) < 0 || stage_link(lib, "usr/lib") < 0;
	free(inside);
	free(lib);
	if (!error)
		return dir;
	free(dir);
	return NULL;
}

int stage_write(const char *path, const void *data, size_t len)
{
	FILE *file;
	bool good;

	if (make_parents(path) < 0)
		return -1;
	file = fopen(path, "wxe");
	if (!file)
		return report_error("%s: %m", path);
	/* independent of the umask; the stage itself is private */
	good = fwrite(data, 1, len, file) == len && fchmod(fileno(file), 0644) == 0;
	if (fclose(file) != 0 || !good)
		return report_error("cannot write %s: %m", path);
	return 0;
}

int stage_link(const char *path, const char *target)
{
	if (make_parents(path) < 0)
		return -1;
	if (symlink(target, path) < 0)
		return report_error("%s: %m", path);
	return 0;
}

/* Replaces paths in the stage, which is removed, by the paths of the root. */
static void log_line(char *line, const char *base, bool failed)
{
	char *at;

	line[strcspn(line, "\n")] = '\0';
	while ((at = strstr(line, base)))
		memmove(at, at + strlen(base), strlen(at + strlen(base)) + 1);
	if (failed)
		report_error("%s", line);
	else
		report_detail("%s", line);
}

static void log_lines(int fd, const char *base, bool failed)
{
	FILE *output = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;

	if (!output) {
		close(fd);
		return;
	}
	rewind(output);
	while (getline(&line, &size, output) > 0)
		log_line(line, base, failed);
	free(line);
	fclose(output);
}

int stage_depmod(const char *tree, const char *release)
{
	char *base = alloc_text("%s/%s", stage, tree);
	char *const argv[] = {"depmod", "-b", base, (char *)release, NULL};
	struct run_fds fds = {-1, -1, memfd_create("depmod", MFD_CLOEXEC)};
	int status = run_program(argv, "kmod", &fds);

	if (fds.err >= 0)
		log_lines(fds.err, base, status > 0);
	free(base);
	if (status > 0)
		report_error("depmod failed for kernel %s", release);
	return status ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	(void)remove(path);
	return 0;
}

void stage_discard(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void stage_remove(void)
{
	if (stage)
		stage_discard(stage);
	free(stage);
	stage = NULL;
}
