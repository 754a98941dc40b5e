// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/add.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/programs/library.h"
#include "tools/mkinitrd/tree/copy.h"

struct addition {
	const char *argument;
	struct root from;   /* root of SRC: the root, or this machine's */
	char *source;       /* SRC, absolute */
	char dst[PATH_MAX]; /* DST */
	bool same;          /* no DST was given: the same path as SRC */
};

/* The last ":/" separates SRC from DST, so SRC may contain colons. */
static const char *find_dst(const char *argument)
{
	const char *dst = NULL;

	for (const char *at = argument; (at = strstr(at, ":/")); at++)
		dst = at + 1;
	return dst;
}

static char *absolute(const char *argument, size_t len)
{
	char *cwd = argument[0] == '/' ? NULL : getcwd(NULL, 0);
	char *path = alloc_text("%s%s%.*s", cwd ? cwd : "", cwd ? "/" : "", (int)len, argument);

	free(cwd);
	return path;
}

static int parse(const char *argument, const struct root *root, struct addition *a)
{
	const char *dst = find_dst(argument);
	size_t len = dst ? (size_t)(dst - argument - 1) : strlen(argument);
	bool inside = argument[0] == '/';

	if (len == 0)
		return report_error("--add %s: missing SRC; expected SRC or SRC:/DST", argument);
	if (!inside && !dst)
		return report_error("--add %s: relative path without DST; try --add %s:/DST",
				    argument, argument);
	*a = (struct addition){.argument = argument, .same = !dst};
	a->from = inside ? *root : (struct root){.dir = ""};
	a->source = absolute(argument, len);
	if (path_clean(dst ? dst : a->source, a->dst) == 0)
		return 0;
	free(a->source);
	return report_error("--add %s: File name too long", argument);
}

/* $ORIGIN is the directory of the program, not of a link to it. */
static int add_libraries(struct tree *tree, const struct root *root, const struct addition *a,
			 const char *file)
{
	struct program program;
	int result = program_read(file, &program);

	if (result != 0)
		return result > 0 ? 0 : -1;
	result = library_add(tree, root, a->same ? file + strlen(root->dir) : a->dst, &program,
			     NULL);
	program_free(&program);
	return result;
}

static int add_file(struct tree *tree, const struct root *root, const struct addition *a,
		    const char *file)
{
	struct stat st;
	int result;

	result = a->same ? copy_same(tree, root, a->dst, "--add")
			 : copy_to(tree, &a->from, a->source, a->dst, "--add");
	if (result == 0 && stat(file, &st) == 0 && S_ISREG(st.st_mode))
		result = add_libraries(tree, root, a, file);
	return result;
}

int add_argument(struct tree *tree, const struct root *root, const char *argument)
{
	struct addition a;
	char *file;
	int result;

	if (parse(argument, root, &a) < 0)
		return -1;
	file = root_find(&a.from, a.source);
	if (file)
		result = add_file(tree, root, &a, file);
	else
		result = report_error("--add %s: %s%s: No such file or directory", argument,
				      a.from.dir, a.source);
	free(file);
	free(a.source);
	return result;
}
