// SPDX-License-Identifier: GPL-2.0
/* What has to be there at boot: the root, /usr, and what the machine hibernates to. */
#include "tools/mkinitrd/host/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/words.h"
#include "tools/mkinitrd/base/report.h"

/* ---- fstab, where / is memory ----------------------------------------------------------------*/

/* Its row as a mount. */
static int walk_entry(struct walk *walk, struct mount *mount)
{
	char path[PATH_MAX], *number;

	if (strcmp(mount->type, "auto") == 0)
		return walk_stop(walk, "%s: /etc/fstab has no type for it", mount->place);
	if (!walk_find(walk, mount->source, path))
		return walk_stop(walk, "%s: /etc/fstab has it on %s, which is no block device here",
				 mount->place, mount->source);
	number = host_text(walk->host, path, "dev");
	if (number)
		snprintf(mount->device, sizeof(mount->device), "%s", number);
	free(number);
	return walk_mount(walk, mount, mount->place);
}

/* 1: it has no such row. */
static int walk_fstab(struct walk *walk, const char *place)
{
	struct mountinfo table;
	int result = 1;

	mountinfo_read_fstab(walk->host, &table);
	for (size_t i = 0; i < table.count && result > 0; i++)
		if (strcmp(table.mount[i].place, place) == 0)
			result = walk_entry(walk, &table.mount[i]);
	mountinfo_free(&table);
	return result;
}

/* ---- the root ---------------------------------------------------------------------------------*/

static bool is_memory(const struct mount *mount)
{
	return strcmp(mount->type, "rootfs") == 0 || strcmp(mount->type, "tmpfs") == 0 ||
	       strcmp(mount->type, "ramfs") == 0;
}

/* 1: nothing says what it is on. */
static int walk_place(struct walk *walk, const char *place)
{
	const struct mount *mount = mountinfo_at(&walk->mounts, place);

	if (mount && !is_memory(mount))
		return walk_mount(walk, mount, place);
	return walk_fstab(walk, place);
}

int walk_roots(struct walk *walk)
{
	int root, usr;

	walk->purpose = NEED_ROOT;
	root = walk_place(walk, "/");
	if (root > 0)
		root = walk_stop(walk, "/: no mount of a file system and no row of /etc/fstab "
				       "tells what it is on");
	usr = walk_place(walk, "/usr");
	return root < 0 || usr < 0 ? -1 : 0;
}

/* ---- hibernation ------------------------------------------------------------------------------*/

/* What Debian's initramfs-tools resumes from, where the command line does not say. */
static char *resume_setting(const struct walk *walk)
{
	char *text = host_text(walk->host, "/etc/initramfs-tools/conf.d", "resume");
	char *rest = text, *name, *value, *resume = NULL;

	while (text && !resume && words_next(&rest, &name, &value)) {
		if (strcmp(name, "RESUME") == 0 && value && strcmp(value, "none") != 0 &&
		    strcmp(value, "auto") != 0)
			resume = alloc_text("%s", value);
	}
	free(text);
	return resume;
}

static void walk_named(struct walk *walk, const char *name)
{
	char path[PATH_MAX];

	if (walk_find(walk, name, path))
		(void)walk_block(walk, path, "hibernation");
	else
		(void)walk_stop(walk, "hibernation: %s is no block device here", name);
}

/* Rows of proc/swaps: NAME TYPE ..., below a heading; memory that swaps to memory is not meant. */
static void walk_swaps(struct walk *walk)
{
	char *text = host_text(walk->host, "/proc", "swaps"), *rest = text, *line;

	strsep(&rest, "\n");
	while ((line = strsep(&rest, "\n"))) {
		char *name = strsep(&line, " \t");

		if (line && strncmp(line + strspn(line, " \t"), "partition", 9) == 0 &&
		    strncmp(name, "/dev/zram", 9) != 0)
			walk_named(walk, name);
	}
	free(text);
}

/* Where no device is named, any swap can be it. Nothing of this stands in a root's way. */
void walk_resume(struct walk *walk)
{
	char *name = host_word(walk->host, "resume");

	walk->purpose = NEED_WANTED;
	if (!name)
		name = resume_setting(walk);
	if (name)
		walk_named(walk, name);
	else
		walk_swaps(walk);
	free(name);
}
