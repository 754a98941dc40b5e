// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/otherroot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "init/config/config.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/devices/block.h"
#include "tools/mkinitrd/host/mounted.h"
#include "tools/mkinitrd/machine/find.h"
#include "tools/mkinitrd/tree/parameters.h"

/* The mount of a device; NULL: it is not mounted. */
static const struct mount *mount_of(const struct walk *walk, const char *number)
{
	for (size_t i = 0; i < walk->mounts.count; i++)
		if (strcmp(walk->mounts.mount[i].device, number) == 0)
			return &walk->mounts.mount[i];
	return NULL;
}

/* The type in udev's database, in a line "E:ID_FS_TYPE=ext4": new memory, or NULL. */
static char *type_of(const struct walk *walk, const char *number)
{
	static const char name[] = "E:ID_FS_TYPE=";
	char *file = alloc_text("b%s", number);
	char *text = host_text(walk->host, "/run/udev/data", file), *rest = text, *line;
	char *type = NULL;

	while (!type && (line = strsep(&rest, "\n")))
		if (strncmp(line, name, sizeof(name) - 1) == 0)
			type = alloc_text("%s", line + sizeof(name) - 1);
	free(text);
	free(file);
	return type;
}

/* A device that is not mounted is walked as if it were. */
static int walk_unmounted(struct walk *walk, const char *device, const char *number,
			  const char *chain)
{
	char *source = alloc_text("/dev/%s", path_name(device)), *type = type_of(walk, number);
	struct mount mount = {.target = "/", .type = type, .source = source, .options = ""};
	int result;

	snprintf(mount.device, sizeof(mount.device), "%s", number);
	if (type) {
		result = mounted_walk(walk, &mount, chain);
	} else {
		result = block_walk(walk, device, chain);
		report_warning("%s: / is on another device, and the file system type of this one "
			       "is unknown; add its module with --modules",
			       chain);
	}
	free(type);
	free(source);
	return result;
}

static int walk_device(struct walk *walk, const char *device, const char *chain)
{
	char *number = host_text(walk->host, device, "dev");
	const struct mount *mount = number ? mount_of(walk, number) : NULL;
	int result;

	if (mount)
		result = mounted_walk(walk, mount, chain);
	else
		result = walk_unmounted(walk, device, number ? number : "", chain);
	free(number);
	return result;
}

static int walk_root(struct walk *walk, const char *param, const char *root)
{
	char *chain = alloc_text("%s=%s", param, root), device[PATH_MAX];
	struct rootspec spec;
	int result = 0;

	if (rootspec_parse(root, &spec) == 0 && find_root(walk->host, &spec, device) &&
	    !set_has(&walk->walked, device))
		result = walk_device(walk, device, chain);
	free(chain);
	return result;
}

static int walk_fallbacks(struct walk *walk, const char *roots)
{
	char *list = alloc_text("%s", roots), *rest = list, *root;
	int result = 0;

	while (result == 0 && (root = strsep(&rest, ",")))
		if (*root)
			result = walk_root(walk, "gangway.fallback", root);
	free(list);
	return result;
}

/* A malformed one is reported by verify.c. */
static int walk_trial(struct walk *walk, const char *trial)
{
	const char *file = rootspec_file(trial);
	char *device = file ? alloc_text("%.*s", (int)(file - 1 - trial), trial) : NULL;
	int result = device ? walk_root(walk, "gangway.trial", device) : 0;

	free(device);
	return result;
}

int otherroot_walk(struct walk *walk)
{
	const struct config *config = walk->config;
	const char *usr = parameters_option(config, "mount.usr");
	int result = 0;

	walk->purpose = NEED_OTHER_ROOT;
	if (config->root && !config->verity)
		result = walk_root(walk, "root", config->root);
	for (unsigned i = 0; i < config->fallback.count && result == 0; i++)
		result = walk_fallbacks(walk, config->fallback.list[i]);
	if (result == 0 && config->trial)
		result = walk_trial(walk, config->trial);
	if (result == 0 && usr)
		result = walk_root(walk, "mount.usr", usr);
	if (result == 0 && config->overlay && strcmp(config->overlay, "tmpfs") != 0)
		result = walk_root(walk, "gangway.overlay", config->overlay);
	return result;
}
