// SPDX-License-Identifier: GPL-2.0
/*
 * The list has the syntax of the kernel's usr/gen_init_cpio: one entry a line,
 *
 *	dir NAME MODE UID GID
 *	nod NAME MODE UID GID b|c MAJOR MINOR
 *	slink NAME TARGET MODE UID GID
 *
 * and # begins a comment line. The owner is root. There are no `file` lines, since the program is
 * installed without its source.
 */
#include "tools/mkinitrd/tree/skeleton.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

__asm__(".pushsection .rodata\n"
	"skeleton_text: .incbin \"ramfs-skel/image\"\n"
	".byte 0\n"
	"skeleton_ramdisk: .incbin \"ramfs-skel/ramdisk\"\n"
	".byte 0\n"
	".popsection\n");
extern const char skeleton_text[], skeleton_ramdisk[];

enum { NAME_SIZE = 256 };
#define NAME "%255s"

struct line {
	char name[NAME_SIZE], target[NAME_SIZE];
	unsigned mode, major, minor;
	char kind;
};

/* Each fills the entry from the line; false: the line is of another type. */
static bool parse_dir(const char *text, struct line *l, struct tree_entry *entry)
{
	entry->mode = S_IFDIR;
	return sscanf(text, "dir " NAME " %o 0 0", l->name, &l->mode) == 2;
}

static bool parse_nod(const char *text, struct line *l, struct tree_entry *entry)
{
	if (sscanf(text, "nod " NAME " %o 0 0 %c %u %u", l->name, &l->mode, &l->kind, &l->major,
		   &l->minor) != 5)
		return false;
	entry->mode = l->kind == 'b' ? S_IFBLK : S_IFCHR;
	entry->device = makedev(l->major, l->minor);
	return true;
}

static bool parse_slink(const char *text, struct line *l, struct tree_entry *entry)
{
	entry->mode = S_IFLNK;
	entry->target = l->target;
	return sscanf(text, "slink " NAME " " NAME " %o 0 0", l->name, l->target, &l->mode) == 3;
}

static bool (*const parsers[])(const char *, struct line *, struct tree_entry *) = {
	parse_dir,
	parse_nod,
	parse_slink,
};

static int add_line(struct tree *tree, const char *text)
{
	for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++) {
		struct line line = {0};
		struct tree_entry entry = {.path = line.name};

		if (parsers[i](text, &line, &entry)) {
			entry.mode |= line.mode;
			return tree_add(tree, TREE_YIELD, &entry, NULL);
		}
	}
	return report_error("ramfs-skel: invalid line: %s", text);
}

static int add_list(struct tree *tree, const char *list)
{
	char *text = alloc_text("%s", list), *rest = text, *line;
	int result = 0;

	while (result == 0 && (line = strsep(&rest, "\n"))) {
		if (*line && *line != '#')
			result = add_line(tree, line);
	}
	free(text);
	return result;
}

int skeleton_add(struct tree *tree, bool ramdisk)
{
	int result = add_list(tree, skeleton_text);

	return result == 0 && ramdisk ? add_list(tree, skeleton_ramdisk) : result;
}
