// SPDX-License-Identifier: GPL-2.0
#include "helpers/mounts/entry.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "fs/mountroot.h"
#include "helpers/mounts/device.h"
#include "helpers/mounts/program.h"
#include "helpers/mounts/report.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* ---- the directory -------------------------------------------------------------------------- */

/* Opens the next component of *path, which is not a link, in the directory `dir`, which is closed. */
static int open_next(int dir, const char **path)
{
	char name[NAME_MAX + 1];
	size_t len = strcspn(*path, "/");
	int err = text_copy_n(name, sizeof(name), *path, len), fd;

	*path += len;
	if (!err && text_equal(name, ".."))
		err = -EINVAL;
	fd = err ? err : sys_open(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW);
	sys_close(dir);
	return fd;
}

static int open_target(const char *path)
{
	int fd = sys_open(SYS_CWD, NEW_ROOT, O_PATH | O_DIRECTORY);

	while (fd >= 0 && *(path += strspn(path, "/")))
		fd = open_next(fd, &path);
	return fd;
}

/* By the user, or by an entry before it; not known before 5.8. A descriptor is of the topmost mount. */
static bool is_mounted(int target)
{
	struct sys_stat st;

	return !sys_stat(target, "", AT_EMPTY_PATH, &st) && st.mount_root;
}

bool entry_is_usr(const char *target)
{
	const char *rest = text_after(target, "/usr");

	return rest && !rest[strspn(rest, "/")];
}

/* ---- the mount ------------------------------------------------------------------------------ */

static int fail_mount(const struct entry *entry, const char *device, const char *type, int err)
{
	if (err == -ENODEV)
		report(REPORT_CAUSE,
		       "%s: cannot mount %s: unknown type %s; add its module with mkinitrd "
		       "--modules",
		       entry->name, device, type);
	else
		report(REPORT_CAUSE, "%s: cannot mount %s as %s: %s", entry->name, device, type,
		       error_text(err));
	return err;
}

/* Runs the helper for checks if the image has it. It sets the cause. */
static int check(const struct entry *entry, const struct found_device *found)
{
	const char *const argv[] = {"/lib/gangway/fsck", found->path, found->type,
				    entry_is_usr(entry->target) ? "usr" : NULL, NULL};
	int status;

	if (!entry->checked || !*found->type || !file_exists(argv[0]) ||
	    device_is_root(found, entry->root))
		return 0;
	status = program_run(argv);
	(void)sys_unlink(SYS_CWD, REPORT_CHECK, 0); /* it may have been killed */
	return status > 0 ? -EIO : status;
}

/* On the current directory. */
static int mount_here(const struct entry *entry, const struct found_device *found)
{
	const struct mount_request request = {
		.source = found->path,
		.target = ".",
		.types = *entry->types && !text_equal(entry->types, "auto") ? entry->types
									    : found->type,
		.options = entry->options,
		.writable = entry->writable,
	};
	struct mount_result result;
	int err;

	report(REPORT_CAUSE, "%s: %s does not respond: mounting it takes too long", entry->name,
	       found->path);
	err = mount_root(&request, &result);
	if (err)
		return fail_mount(entry, found->path, *result.type ? result.type : request.types,
				  err);
	report_no_cause();
	report(REPORT_INFO, "%s: mounted %s as %s", entry->name, found->path, result.type);
	return 0;
}

static int mount_on(int target, const struct entry *entry)
{
	struct found_device found;
	int err = device_find(entry->name, entry->source,
			      entry->optional ? DEVICE_NOW : DEVICE_WAIT, &found);

	if (!err)
		err = check(entry, &found);
	if (err)
		return err;
	err = sys_fchdir(target);
	if (err) {
		report(REPORT_CAUSE, "%s: %s", entry->name, error_text(err));
		return err;
	}
	err = mount_here(entry, &found);
	(void)sys_chdir("/"); /* of the initramfs */
	return err;
}

int entry_mount(const struct entry *entry)
{
	int target = open_target(entry->target);
	int err = target < 0 ? target : 0;

	if (err)
		report(REPORT_CAUSE, "%s: the mount point: %s%s", entry->name, error_text(err),
		       err == -ENOTDIR ? ", or a symbolic link" : "");
	else if (!is_mounted(target))
		err = mount_on(target, entry);
	if (target >= 0)
		sys_close(target);
	return err;
}
