// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/add.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/alloc.h"
#include "tools/mkinitrd/copy.h"
#include "tools/mkinitrd/library.h"
#include "tools/mkinitrd/report.h"

struct addition {
	const char *argument;
	struct root from; /* where `source` is: the root, or this machine */
	char source[PATH_MAX];
	char place[PATH_MAX]; /* in the image */
	bool same;            /* the place is the one that it has in the root */
};

/* The last ":/" parts SRC from DST, so that SRC may have colons. */
static const char *find_place(const char *argument)
{
	const char *place = NULL;

	for (const char *at = argument; (at = strstr(at, ":/")); at++)
		place = at + 1;
	return place;
}

static int parse(const char *argument, const struct root *root, struct addition *a)
{
	const char *place = find_place(argument);
	int len = place ? place - argument - 1 : (int)strlen(argument);
	char *cwd = argument[0] == '/' ? NULL : getcwd(NULL, 0);
	char *source = alloc_text("%s/%.*s", cwd ? cwd : "", len, argument);
	int error = path_clean(source, a->source);

	free(source);
	a->argument = argument;
	a->same = !place;
	a->from = *root;
	if (argument[0] != '/')
		a->from = (struct root){.dir = ""};
	if (error == 0)
		error = path_clean(place ? place : a->source, a->place);
	free(cwd);
	if (error < 0)
		return report_error("--add %s: %s", argument, strerror(-error));
	if (len == 0 || (argument[0] != '/' && !place))
		return report_error("--add %s: give a place in the image too, as SRC:/DST",
				    argument);
	return 0;
}

static int add_libraries(struct tree *tree, const struct root *root, const struct addition *a,
			 const char *file)
{
	struct program program;
	int result = program_read(file, &program);

	if (result != 0)
		return result > 0 ? 0 : -1;
	result = library_add(tree, root, a->same ? a->source : a->place, &program);
	program_free(&program);
	return result;
}

static int add_file(struct tree *tree, const struct root *root, const struct addition *a,
		    const char *file)
{
	struct stat st;
	int result;

	result = a->same ? copy_same(tree, &a->from, a->place, "--add")
			 : copy_to(tree, &a->from, a->source, a->place, "--add");
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
	if (!file)
		return report_error("--add %s: there is no %s%s", argument, a.from.dir,
				    path_shown(a.source));
	result = add_file(tree, root, &a, file);
	free(file);
	return result;
}
