// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/resume.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cmdline.h"
#include "tools/mkinitrd/devices/block.h"
#include "tools/mkinitrd/machine/find.h"
#include "tools/mkinitrd/with/crypttab.h"

/* The setting of Debian's initramfs-tools: the hibernation device if there is no resume=. */
static char *resume_setting(const struct walk *walk)
{
	char *text = host_text(walk->host, "/etc/initramfs-tools/conf.d", "resume");
	char *rest = text, *name, *value, *resume = NULL;

	while (text && !resume && cmdline_next(&rest, &name, &value)) {
		if (strcmp(name, "RESUME") == 0 && value && strcmp(value, "none") != 0 &&
		    strcmp(value, "auto") != 0)
			resume = alloc_text("%s", value);
	}
	free(text);
	return resume;
}

/* Whether the machine has it. */
static bool walk_named(struct walk *walk, const char *name)
{
	char path[PATH_MAX];
	bool found = find_device(walk->host, name, path);

	walk->purpose = NEED_OPTIONAL;
	if (found)
		(void)block_walk(walk, path, "hibernation");
	else
		(void)walk_stop(walk, "hibernation: cannot find device %s", name);
	return found;
}

/* A mapping that is made anew at each boot cannot hold an image. */
static bool is_volatile(const struct walk *walk, const char *device)
{
	char *name = host_text(walk->host, device, "dm/name");
	char *table = name ? host_text(walk->host, "/etc", "crypttab") : NULL;
	bool is = table && crypttab_is_volatile(table, name);

	free(table);
	free(name);
	return is;
}

static void walk_swap(struct walk *walk, const char *name)
{
	char path[PATH_MAX];

	if (!find_device(walk->host, name, path) || !is_volatile(walk, path))
		(void)walk_named(walk, name);
}

/* Rows of /proc/swaps: NAME TYPE ..., after a heading; zram cannot hold a hibernation image. */
static void walk_swaps(struct walk *walk)
{
	char *text = host_text(walk->host, "/proc", "swaps"), *rest = text, *line;

	strsep(&rest, "\n");
	while ((line = strsep(&rest, "\n"))) {
		char *name = strsep(&line, " \t");

		if (line && strncmp(line + strspn(line, " \t"), "partition", 9) == 0 &&
		    strncmp(name, "/dev/zram", 9) != 0)
			walk_swap(walk, name);
	}
	free(text);
}

/*
 * If no device is named, any swap device may be used, but nothing is resumed. Missing drivers are not an error.
 * The boot waits for a device that is named, so one that the machine lacks is ignored.
 */
void resume_walk(struct walk *walk)
{
	char *param = host_param(walk->host, "resume");
	char *name = param ? param : resume_setting(walk);

	if (!name) {
		walk_swaps(walk);
	} else if (walk_named(walk, name)) {
		walk->purpose = NEED_OTHER_ROOT;
		walk_need_helper(walk, "resume", "hibernation");
		if (!param)
			walk->needs->resume = alloc_text("%s", name);
	}
	free(name);
}
