// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/machine/mountinfo.h"

#include <libmount/libmount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

/* Tags such as "UUID=x" without the quotes that fstab may have. */
static char *source_of(struct libmnt_fs *fs)
{
	const char *name, *value, *source = mnt_fs_get_source(fs);

	if (mnt_fs_get_tag(fs, &name, &value) == 0)
		return alloc_text("%s=%s", name, value);
	return alloc_text("%s", source ? source : "none");
}

static void add(struct mountinfo *mounts, struct libmnt_fs *fs, const char *options)
{
	const char *target = mnt_fs_get_target(fs), *type = mnt_fs_get_fstype(fs);
	dev_t device = mnt_fs_get_devno(fs);
	struct mount *mount;

	if (!target || !type)
		return;
	mounts->mount = alloc_again(mounts->mount, mounts->count + 1, sizeof(*mount));
	mount = &mounts->mount[mounts->count++];
	*mount = (struct mount){.target = target, .type = type, .source = source_of(fs)};
	mount->options = options ? options : "";
	mount->checked = mnt_fs_get_passno(fs) != 0;
	snprintf(mount->device, sizeof(mount->device), "%u:%u", major(device), minor(device));
}

static void parse(struct mountinfo *mounts, char *text, const char *file)
{
	FILE *stream = fmemopen(text, strlen(text), "r");

	if (!stream)
		return;
	(void)mnt_table_parse_stream(mounts->table, stream,
				     file); /* on error, what it has read is used */
	fclose(stream);
}

/* `options_of` returns those options of a row that count. */
static void read_table(const struct host *host, const char *dir, const char *file,
		       const char *(*options_of)(struct libmnt_fs *), struct mountinfo *ret_mounts)
{
	struct libmnt_iter *at = alloc_checked(mnt_new_iter(MNT_ITER_FORWARD));
	char *text = host_text(host, dir, file);
	struct libmnt_fs *fs;

	*ret_mounts = (struct mountinfo){.table = alloc_checked(mnt_new_table())};
	if (text && *text)
		parse(ret_mounts, text, file);
	while (mnt_table_next_fs(ret_mounts->table, at, &fs) == 0)
		add(ret_mounts, fs, options_of(fs));
	mnt_free_iter(at);
	free(text);
}

void mountinfo_read(const struct host *host, struct mountinfo *ret_mounts)
{
	read_table(host, "/proc/self", "mountinfo", mnt_fs_get_fs_options, ret_mounts);
}

void mountinfo_read_fstab(const struct host *host, struct mountinfo *ret_mounts)
{
	read_table(host, "/etc", "fstab", mnt_fs_get_options, ret_mounts);
}

void mountinfo_free(struct mountinfo *mounts)
{
	for (size_t i = 0; i < mounts->count; i++)
		free(mounts->mount[i].source);
	free(mounts->mount);
	mnt_unref_table(mounts->table);
	*mounts = (struct mountinfo){0};
}

const struct mount *mountinfo_at(const struct mountinfo *mounts, const char *target)
{
	for (size_t i = mounts->count; i > 0; i--) {
		if (strcmp(mounts->mount[i - 1].target, target) == 0)
			return &mounts->mount[i - 1];
	}
	return NULL;
}

const struct mount *mountinfo_holding(const struct mountinfo *mounts, const char *path)
{
	char *target = alloc_text("%s", path);
	const struct mount *found = NULL;
	char *slash;

	/* tries all parent directories, the deepest first */
	while (!found && (slash = strrchr(target, '/'))) {
		found = mountinfo_at(mounts, path_shown(target));
		*slash = '\0';
	}
	if (!found)
		found = mountinfo_at(mounts, "/");
	free(target);
	return found;
}

char *mount_option(const char *options, const char *name)
{
	char *value;
	size_t len;

	if (mnt_optstr_get_option(options, name, &value, &len) != 0 || !value)
		return NULL;
	return alloc_text("%.*s", (int)len, value);
}
