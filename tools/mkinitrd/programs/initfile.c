// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/initfile.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/programs/program.h"
#include "tools/mkinitrd/base/report.h"

/* Relative to mkinitrd: in the build directory, and as installed by `make install`. */
static const char *const paths[] = {"init", "../lib/gangway/init"};

static const char elsewhere[] = "/usr/lib/gangway/init";

/* New memory. */
static char *default_file(void)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *directory;

	if (len < 0)
		len = 0;
	self[len] = '\0';
	directory = dirname(self);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *file = alloc_text("%s/%s", directory, paths[i]);

		if (access(file, F_OK) == 0)
			return file;
		free(file);
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
