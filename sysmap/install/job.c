// SPDX-License-Identifier: GPL-2.0
#include "sysmap/install/job.h"

#include <errno.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/install/mapdir.h"

/* More than an installation takes; while it waits for mounts, it holds no lock. */
enum { LOCK_SECONDS = 30 };

int job_lock(const struct install_policy *policy)
{
	char root[ATOMIC_PATH];
	int len = text_format(root, sizeof(root), "%s/", policy->root);
	int fd = len < 0 ? len : sys_open(SYS_CWD, root, O_RDONLY | O_DIRECTORY);
	int err = fd < 0 ? fd : sys_lock(fd, LOCK_SECONDS);

	if (!err || err == -ENOSYS)
		return fd;
	if (fd >= 0)
		sys_close(fd);
	return err;
}

int job_path(const struct job *job, const char *path, char *ret_path)
{
	return mapdir_path(job->policy->root, path, ret_path);
}

static int look(const struct job *job, const struct map_path *map, struct sys_stat *ret_stat)
{
	char path[ATOMIC_PATH];
	int err = job_path(job, map->path, path);

	*ret_stat = (struct sys_stat){0};
	if (!err)
		err = sys_stat(SYS_CWD, path, AT_SYMLINK_NOFOLLOW, ret_stat);
	return err == -ENOENT ? 0 : err;
}

int job_stat(struct job *job, const struct map_path *map)
{
	return look(job, map, &job->seen[map - job->workspace->maps]);
}

bool job_has_changed(const struct job *job, const struct map_path *map)
{
	const struct sys_stat *was = &job->seen[map - job->workspace->maps];
	struct sys_stat now;

	return look(job, map, &now) || now.mode != was->mode || now.ino != was->ino ||
	       now.size != was->size || now.mtime != was->mtime;
}

void job_log(const struct job *job, const char *path, const char *what)
{
	job->policy->log(job->policy->context, path, what);
}

void job_fail(struct job *job, const char *path, int err, const char *what)
{
	job_log(job, path, what);
	if (!job->result)
		job->result = err;
}

void job_note(struct job *job, const struct map_path *map, const struct manifest_entry *entry)
{
	struct manifest *manifest = &job->workspace->manifest;
	struct manifest_entry known = *entry;
	int err = text_copy(known.path, sizeof(known.path), map->path);

	/* Drop a pending entry: it would later claim a foreign file as ours. */
	if (entry->state != MANIFEST_PENDING)
		manifest_forget(manifest, manifest_find_pending(manifest, map->path));
	if (!err)
		err = manifest_set(manifest, &known);
	if (err)
		job_fail(job, map->path, err, error_text(err));
	if (entry->state == MANIFEST_OURS || entry->state == MANIFEST_RIGHT)
		job->right[map - job->workspace->maps] = true;
	job->noted = true;
}

void job_note_seen(struct job *job, const struct map_path *map, enum manifest_state state,
		   uint64_t hash)
{
	const struct sys_stat *seen = &job->seen[map - job->workspace->maps];
	const struct manifest_entry entry = {
		.state = state, .digest = {seen->size, hash}, .mtime = seen->mtime};

	job_note(job, map, &entry);
}

void job_forget(struct job *job, const struct map_path *map)
{
	struct manifest *manifest = &job->workspace->manifest;
	unsigned count = manifest->count;

	manifest_forget(manifest, manifest_find(manifest, map->path));
	manifest_forget(manifest, manifest_find_pending(manifest, map->path));
	job->noted |= manifest->count != count;
}

bool job_is_of_this_kernel(const struct job *job)
{
	return *job->workspace->id && text_equal(job->workspace->manifest.id, job->workspace->id);
}
