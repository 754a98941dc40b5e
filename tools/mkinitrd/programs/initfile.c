// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/initfile.h"

#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/programs/program.h"
#include "tools/mkinitrd/base/report.h"

/*
 * Relative to mkinitrd: the build directory, and that of `make install`. Only a directory that also
 * contains the helpers is used: next to an installed mkinitrd, /usr/sbin/init is the system's init.
 */
static const char *const dirs[] = {".", "../lib/gangway"};

static const char elsewhere[] = "/usr/lib/gangway/init";

/* New memory. */
static char *default_file(void)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *own_dir;

	if (len < 0)
		return alloc_text("%s", elsewhere);
	self[len] = '\0';
	own_dir = dirname(self);
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		char *helpers = alloc_text("%s/%s/helpers", own_dir, dirs[i]);
		bool found = access(helpers, F_OK) == 0;

		free(helpers);
		if (found)
			return alloc_text("%s/%s/init", own_dir, dirs[i]);
	}
	return alloc_text("%s", elsewhere);
}

char *init_file(const char *file)
{
	return file ? alloc_text("%s", file) : default_file();
}

static int add_init(struct tree *tree, const char *file)
{
	struct tree_entry entry = {.path = "/init", .mode = S_IFREG | 0755, .source = file};

	/* no library is available when it starts */
	if (program_need_static(file) < 0)
		return -1;
	return tree_add(tree, TREE_REPLACE, &entry, file);
}

/* CONFIG_MODPROBE_PATH is "" in a kernel that calls no modprobe. */
static int add_modprobe(struct tree *tree, const struct kconfig *kernel)
{
	char *path = kconfig_string(kernel, "CONFIG_MODPROBE_PATH");
	struct tree_entry entry = {.mode = S_IFLNK | 0777, .target = "/init"};
	int result = 0;

	entry.path = path ? path : "/sbin/modprobe";
	if (*entry.path)
		result = tree_add(tree, TREE_YIELD, &entry, "run by the kernel to load modules");
	free(path);
	return result;
}

int init_add(struct tree *tree, const char *file, const struct kconfig *kernel)
{
	char *found = init_file(file);
	int result = add_init(tree, found);

	free(found);
	return result == 0 ? add_modprobe(tree, kernel) : result;
}

int init_add_helper(struct tree *tree, const char *file, const char *name)
{
	char *init = init_file(file);
	char *helper = alloc_text("%s/helpers/%s", dirname(init), name);
	char *path = alloc_text("/lib/gangway/%s", name);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0755, .source = helper};
	int result = program_need_static(helper);

	if (result == 0)
		result = tree_add(tree, TREE_YIELD, &entry, helper);
	free(path);
	free(helper);
	free(init);
	return result;
}
