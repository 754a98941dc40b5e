// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/set.h"
#include "tools/mkinitrd/programs/library.h"
#include "tools/mkinitrd/tree/copy.h"

struct following {
	struct tree *tree;
	const struct root *root;
	struct set have;      /* names of all files and links in the image */
	struct list programs; /* paths of the programs to check */
};

static int note(void *context, const struct tree_entry *entry)
{
	struct following *f = context;

	if (S_ISREG(entry->mode) || S_ISLNK(entry->mode))
		set_add(&f->have, path_name(entry->path));
	if (S_ISREG(entry->mode) && entry->nested && entry->source && entry->mode & 0111)
		list_add(&f->programs, entry->path);
	return 0;
}

static int follow_file(struct following *f, const char *path, const char *source);

/* Adds a program of the root, with its own dependencies, if the image lacks it. */
static int add_program(struct following *f, const char *path, const char *by)
{
	char *source = root_find(f->root, path), *why = alloc_text("runs %s", by);
	int result = 0;

	if (!source) {
		report_warning("%s: needs %s, which is neither in the image nor in %s", by, path,
			       path_shown(f->root->dir));
	} else {
		result = copy_same(f->tree, f->root, path, why);
		set_add(&f->have, path_name(path));
		if (result == 0)
			result = follow_file(f, path, source);
	}
	free(source);
	free(why);
	return result;
}

static int need_program(struct following *f, const char *path, const char *by)
{
	return tree_follow(f->tree, path) ? 0 : add_program(f, path, by);
}

/* "#!/usr/bin/env PROGRAM": env searches the PATH; these directories are in every PATH. */
static int need_by_name(struct following *f, const char *name, const char *by)
{
	static const char *const dirs[] = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};
	char *found = NULL;
	int result;

	if (strchr(name, '/'))
		return need_program(f, name, by);
	if (set_has(&f->have, name))
		return 0;
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && !found; i++) {
		char *path = alloc_text("%s/%s", dirs[i], name);
		char *source = root_find(f->root, path);

		if (source)
			found = alloc_text("%s", path);
		free(source);
		free(path);
	}
	result = add_program(f, found ? found : name, by);
	free(found);
	return result;
}

/* The program that env runs, after options and assignments; NULL: none. */
static const char *env_program(char *rest)
{
	const char *word;

	while ((word = strsep(&rest, " \t"))) {
		if (*word && *word != '-' && !strchr(word, '='))
			return word;
	}
	return NULL;
}

/* `line` is the text after "#!". */
static int follow_script(struct following *f, const char *path, char *line)
{
	char *rest = line + strspn(line, " \t"), *interpreter;
	const char *program;
	int result;

	rest[strcspn(rest, "\r\n")] = '\0';
	interpreter = strsep(&rest, " \t");
	if (*interpreter != '/')
		return 0;
	result = need_program(f, interpreter, path);
	if (result < 0 || strcmp(path_name(interpreter), "env") != 0)
		return result;
	program = env_program(rest);
	return program ? need_by_name(f, program, path) : 0;
}

static int follow_elf(struct following *f, const char *path, const char *source)
{
	struct program program;

	report_lenient(true);
	if (program_read(source, &program) == 0) {
		(void)library_add(f->tree, f->root, path, &program, &f->have);
		program_free(&program);
	}
	report_lenient(false);
	return 0;
}

static int follow_file(struct following *f, const char *path, const char *source)
{
	char head[256] = ""; /* BINPRM_BUF_SIZE (linux/binfmts.h, 6.1): the kernel reads no more */
	FILE *file = fopen(source, "re");
	size_t len = file ? fread(head, 1, sizeof(head) - 1, file) : 0;

	if (file)
		fclose(file);
	if (len > 2 && memcmp(head, "#!", 2) == 0)
		return follow_script(f, path, head + 2);
	if (len > 4 && memcmp(head,
			      "\x7f"
			      "ELF",
			      4) == 0)
		return follow_elf(f, path, source);
	return 0;
}

int follow_programs(struct tree *tree, const struct root *root)
{
	struct following f = {.tree = tree, .root = root};
	int result = tree_each(tree, note, &f);

	for (size_t i = 0; i < f.programs.count && result == 0; i++) {
		const struct tree_entry *entry = tree_find(tree, f.programs.item[i]);

		if (entry && entry->source)
			result = follow_file(&f, f.programs.item[i], entry->source);
	}
	list_free(&f.programs);
	set_free(&f.have);
	return result;
}
