// SPDX-License-Identifier: GPL-2.0
/*
 * The image's own tree of modules. It is built in the stage, so that depmod(8) can write its index:
 * a module that is not packed there is a link, a packed one its unpacked copy.
 */
#include "tools/mkinitrd/modules.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/content.h"
#include "tools/mkinitrd/firmware.h"
#include "tools/mkinitrd/interrupt.h"
#include "tools/mkinitrd/modtree.h"
#include "tools/mkinitrd/program.h"
#include "tools/mkinitrd/report.h"
#include "tools/mkinitrd/stage.h"

/* What /init reads; depmod writes more. The last is there where the kernel's build left its source.
 */
static const char *const index_files[] = {
	"modules.dep.bin",     "modules.alias.bin",         "modules.softdep",
	"modules.builtin.bin", "modules.builtin.alias.bin",
};

static int add_file(const struct modules *m, struct tree *tree, const char *stage, const char *name)
{
	char *path = alloc_text("/lib/modules/%s/%s", m->release, name);
	char *source = alloc_text("%s/%s", stage, name);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644, .source = source};
	int result = 0;

	if (access(source, F_OK) == 0)
		result = tree_add(tree, TREE_REPLACE, &entry, NULL);
	free(path);
	free(source);
	return result;
}

static int unpack(const char *file, const char *to)
{
	struct content content;
	int result;

	if (content_unpack(file, &content) < 0)
		return -1;
	result = stage_write(to, content.data, content.len);
	content_free(&content);
	return result;
}

static int stage_module(const char *file, const char *to)
{
	struct program elf;
	int result = content_is_packed(file) ? unpack(file, to) : stage_link(to, file);

	if (result < 0)
		return -1;
	/* depmod would say less clearly that it is none */
	result = program_read(to, &elf);
	if (result == 0)
		program_free(&elf);
	return result > 0 ? report_error("%s: damaged: not a module", file) : result;
}

/* The file from here, links in the root followed: new memory, NULL (said). */
static char *find_module(const struct modules *m, const char *file)
{
	char *path = alloc_text("%s/%s", m->tree.place, file);
	char *found = root_find(m->root, path);

	if (!found)
		report_error("%s%s: is in the index, but not there; run: depmod %s", m->root->dir,
			     path, m->release);
	free(path);
	return found;
}

static int pack_module(const struct modules *m, struct tree *tree, const char *stage,
		       const char *file)
{
	char *from = find_module(m, file);
	char *name = alloc_text("%s", file);
	char *to;
	int result = -1;

	content_cut_suffix(name);
	to = alloc_text("%s/%s", stage, name);
	if (from && stage_module(from, to) == 0)
		result = add_file(m, tree, stage, name);
	free(to);
	free(name);
	free(from);
	return result;
}

static int pack_index(const struct modules *m, struct tree *tree, const char *stage)
{
	int result = 0;

	if (modtree_link_sources(m->tree.indexed, stage) < 0 ||
	    stage_depmod("image", m->release) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(index_files) / sizeof(index_files[0]) && result == 0; i++)
		result = add_file(m, tree, stage, index_files[i]);
	return result;
}

static int pack_in(const struct modules *m, struct tree *tree, const char *stage)
{
	for (size_t i = 0; i < m->files.count; i++) {
		if (interrupt_check() < 0 || pack_module(m, tree, stage, m->files.item[i]) < 0)
			return -1;
	}
	if (pack_index(m, tree, stage) < 0)
		return -1;
	return firmware_pack(m, stage, tree);
}

int modules_pack(const struct modules *m, struct tree *tree)
{
	char *stage = stage_modules("image", m->release);
	int result = stage ? pack_in(m, tree, stage) : -1;

	free(stage);
	return result;
}
