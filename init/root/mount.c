// SPDX-License-Identifier: GPL-2.0
/*
 * Step mount: loads the module of the root's file system, chooses its type and mounts it by the
 * kernel's rules.
 */
#include "fs/mountroot.h"

#include <errno.h>
#include <string.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/devices/gptauto.h"
#include "init/devices/obstacle.h"
#include "init/root/below.h"
#include "init/root/loop.h"
#include "init/root/mounting.h"
#include "init/root/naming.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/sys.h"
#include "lib/text.h"

/* More options than mount_root() takes. */
enum { TYPES_SIZE = 2048, FILESYSTEMS_SIZE = 8192, ALIAS_SIZE = 64, OPTIONS_SIZE = 4096 };

/*
 * Types that a driver of another name serves: ext4 also mounts ext2 and ext3, under its own name if
 * theirs are not registered; NTFS has ntfs3 since 5.15, and the old driver was removed in 6.9.
 */
static const struct {
	char type[5], types[11];
} also[] = {
	{"ext2", "ext2,ext4"},
	{"ext3", "ext3,ext4"},
	{"ntfs", "ntfs3,ntfs"},
};

/* All registered types that need a device, in the kernel's order: /proc/filesystems. */
static int registered_types(char *types, size_t size)
{
	static char text[FILESYSTEMS_SIZE];
	const char *rest = text, *line;
	long len = file_read("/proc/filesystems", text, sizeof(text));
	size_t used = 0;

	if (len < 0)
		return len;
	types[0] = '\0';
	while ((len = text_line(&rest, text + strlen(text), &line)) >= 0) {
		int more;

		if (len < 2 || line[0] != '\t')
			continue; /* a type with "nodev" in the first column */
		more = text_format(types + used, size - used, "%s%.*s", used ? "," : "",
				   (int)len - 1, line + 1);
		if (more < 0)
			return more;
		used += more;
	}
	return 0;
}

static int choose_types(const struct device *root, const char *wanted, char *types, size_t size)
{
	const char *type = root->id.type;

	if (wanted)
		return text_copy(types, size, wanted);
	if (root->state != DEVICE_KNOWN || !type)
		return registered_types(types, size);
	for (size_t i = 0; i < sizeof(also) / sizeof(also[0]); i++)
		if (text_equal(also[i].type, type))
			return text_copy(types, size, also[i].types);
	return text_copy(types, size, type);
}

/* Formats the next type of the list as its module alias; 0 at the end of the list. */
static int next_alias(const char **types, char *alias)
{
	const char *type;

	while (*types) {
		size_t len = text_item(types, &type);

		if (len && text_format(alias, ALIAS_SIZE, "fs-%.*s", (int)len, type) > 0)
			return 1;
	}
	return 0;
}

static bool types_pending(struct loader *l, const char *types)
{
	char alias[ALIAS_SIZE];

	while (next_alias(&types, alias)) {
		int state = loader_state(l, alias);

		if (state == MODULE_WAITING || state == MODULE_LOADING)
			return true;
	}
	return false;
}

/*
 * A missing module is no error, since the driver may be built in; the mount fails if not. Loading
 * has its own time limit, so that a root that appeared late does not fail for lack of time.
 */
static void load_types(struct boot *b, const char *types)
{
	int64_t deadline = mounting_limit(b->candidates.deadline);
	const char *rest = types;
	char alias[ALIAS_SIZE];

	if (deadline < 0)
		deadline = events_deadline(b->config.timeout);
	while (next_alias(&rest, alias))
		(void)loader_request_now(&b->loader, alias);
	loader_start(&b->loader);
	while (types_pending(&b->loader, types))
		if (events_wait(b, deadline, false))
			return;
}

/*
 * The read-only attribute of a root that was found by its type overrides rw. Below an overlay nothing is
 * written.
 */
static bool is_writable(const struct boot *b, const char *path)
{
	if (!b->config.writable || config_overlays(&b->config))
		return false;
	if (candidate_now(&b->candidates)->spec.kind != ROOT_GPT_AUTO ||
	    !gptauto_read_only(&b->gptauto.first->dev))
		return true;
	log_error("%s is mounted read-only, as the attributes of the partition ask", path);
	return false;
}

/*
 * The mount options, with device= for the other devices of the file system: the kernel reads their superblocks
 * during the mount (btrfs_parse_device_options(), fs/btrfs/super.c, 6.1). If they are too long, the mount fails.
 */
static const char *all_options(struct boot *b)
{
	static char options[OPTIONS_SIZE];
	const char *given = candidate_now(&b->candidates)->options;
	size_t len = format_text(options, sizeof(options), "%s", given ? given : "");
	char path[MOUNTING_SOURCE_SIZE];

	if (!b->root->id.members)
		return given;
	for (const struct device *d = NULL; (d = devlist_next(&b->devices, d));) {
		if (len >= sizeof(options) || !obstacle_is_member(&b->devices, b->root, d))
			continue;
		blockdev_path(&d->dev, path, sizeof(path)); /* fits */
		len += format_text(options + len, sizeof(options) - len, ",device=%s", path);
	}
	return options;
}

static int mount_device(struct boot *b, const char *path, const char *types, bool writable)
{
	const struct mount_request request = {
		.source = path,
		.target = NEW_ROOT,
		.types = types,
		.options = all_options(b),
		.writable = writable,
	};
	struct mount_result result;
	int err = mounting_run(b, &request, &result);

	if (err)
		return err;
	if (result.read_only_retry)
		log_error("%s could only be mounted read-only", path);
	(void)text_copy(b->root_type, sizeof(b->root_type), result.type);
	b->root_writable = result.writable;
	return 0;
}

/* The name in the device mapper, under which users know the device, if it points to the device. */
static int find_path(const struct blockdev *dev, char *path)
{
	struct sys_stat st;

	if (*dev->mapper &&
	    text_format(path, MOUNTING_SOURCE_SIZE, "/dev/mapper/%s", dev->mapper) > 0 &&
	    !sys_stat(SYS_CWD, path, 0, &st) && st.major == dev->major && st.minor == dev->minor)
		return 0;
	return blockdev_path(dev, path, MOUNTING_SOURCE_SIZE);
}

int mount_step(struct boot *b)
{
	char types[TYPES_SIZE], path[MOUNTING_SOURCE_SIZE];
	bool writable;
	int err;

	if (loop_without_device(b))
		return below_mount(b, NULL);
	err = find_path(&b->root->dev, path);
	if (err < 0)
		return boot_fail_error(b, err, "%s", b->root->dev.name);
	if (b->root->state == DEVICE_FAILED)
		log_error("%s could not be read: %s", path, error_text(b->root->error));
	err = choose_types(b->root, candidate_now(&b->candidates)->types, types, sizeof(types));
	if (err)
		return boot_fail_error(b, err, "the types to try for %s", path);
	/* twice, since an event clears the attributes until the disk is probed again */
	writable = is_writable(b, path);
	load_types(b, types);
	if (!naming_holds(b))
		return boot_fail(b, -ESTALE, "%s was removed or replaced before it was mounted",
				 path);
	if (b->linuxrc)
		return 0;
	writable = writable && is_writable(b, path);
	err = below_check(b, path);
	if (!err)
		err = mount_device(b, path, types, writable);
	return err ? err : below_mount(b, path);
}
