// SPDX-License-Identifier: GPL-2.0
/*
 * The image's module tree. It is built in the stage, from links to the modules, and indexed by
 * depmod(8).
 */
#include "tools/mkinitrd/modules/modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/modules/firmware.h"
#include "tools/mkinitrd/modules/moddeps.h"
#include "tools/mkinitrd/modules/modfile.h"
#include "tools/mkinitrd/modules/modverify.h"
#include "tools/mkinitrd/modules/modtree.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/stage.h"

/*
 * The files that /init reads; depmod writes more. The last one is optional: it needs a file of the
 * kernel's build.
 */
static const char *const index_files[] = {
	"modules.dep.bin",     "modules.alias.bin",         "modules.softdep",
	"modules.builtin.bin", "modules.builtin.alias.bin",
};

static int add(const struct modules *m, struct tree *tree, const char *name, const char *source,
	       bool compressed)
{
	char *path = alloc_text("/lib/modules/%s/%s", m->release, name);
	struct tree_entry entry = {
		.path = path, .mode = S_IFREG | 0644, .source = source, .compressed = compressed};
	int result = tree_add(tree, TREE_REPLACE, &entry, NULL);

	free(path);
	return result;
}

static int add_file(const struct modules *m, struct tree *tree, const char *stage, const char *name)
{
	char *source = alloc_text("%s/%s", stage, name);
	int result = access(source, F_OK) == 0 ? add(m, tree, name, source, false) : 0;

	free(source);
	return result;
}

/*
 * depmod follows links. One to a file that stays compressed has that file's name and the decompressed
 * content, which depmod recognizes, so that nothing is decompressed twice.
 */
static int pack_module(const struct modules *m, struct tree *tree, const char *stage,
		       const char *file, const char *from)
{
	char *name = alloc_text("%s", file);
	char *kept = modfile_find_kept(m, file), *to;
	int result;

	if (!kept)
		content_cut_suffix(name);
	to = alloc_text("%s/%s", stage, name);
	result = stage_link(to, from);
	if (result == 0)
		result = add(m, tree, name, kept ? kept : to, kept);
	free(to);
	free(kept);
	free(name);
	return result;
}

static int pack_modules(const struct modules *m, struct tree *tree, const char *stage)
{
	char **paths = alloc(m->files.count * sizeof(*paths));
	int result = modfile_find_all(m, &m->files, paths);

	if (result == 0)
		result = modverify_check(m, paths);
	for (size_t i = 0; i < m->files.count; i++) {
		if (result == 0)
			result = pack_module(m, tree, stage, m->files.item[i], paths[i]);
		free(paths[i]);
	}
	free(paths);
	return result;
}

/* A line as depmod writes it: "softdep NAME pre: A B". */
static void copy_rule(const struct modules *m, char *line, FILE *to)
{
	char *kind = strsep(&line, " "), *name = strsep(&line, " "), *word;

	fputs(kind, to);
	if (name)
		fprintf(to, " %s", name);
	while ((word = strsep(&line, " "))) {
		if (!moddeps_is_useless(m, name, word))
			fprintf(to, " %s", word);
	}
	fputc('\n', to);
}

/* Without soft dependencies that serve nothing. */
static int pack_softdeps(const struct modules *m, const char *stage)
{
	char *path = alloc_text("%s/modules.softdep", stage), *text = NULL, *rest, *line;
	struct content old = {0};
	size_t len;
	FILE *to = alloc_checked(open_memstream(&text, &len));
	int result = content_read(path, &old);

	for (rest = old.data; result == 0 && (line = strsep(&rest, "\n"));) {
		if (*line == '#')
			fprintf(to, "%s\n", line);
		else if (*line)
			copy_rule(m, line, to);
	}
	if (fclose(to) || !text)
		alloc_checked(NULL);
	if (result == 0) {
		(void)unlink(path); /* stage_write() reports that it is there */
		result = stage_write(path, text, len);
	}
	content_free(&old);
	free(text);
	free(path);
	return result;
}

static int pack_index(const struct modules *m, struct tree *tree, const char *stage)
{
	int result = 0;

	if (modtree_link_sources(m->tree.indexed, stage) < 0 ||
	    stage_depmod("image", m->release) < 0 || pack_softdeps(m, stage) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(index_files) / sizeof(index_files[0]) && result == 0; i++)
		result = add_file(m, tree, stage, index_files[i]);
	return result;
}

static int pack_in(const struct modules *m, struct tree *tree, const char *stage)
{
	if (pack_modules(m, tree, stage) < 0 || pack_index(m, tree, stage) < 0)
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
