// SPDX-License-Identifier: GPL-2.0
/*
 * Installs a map or link: create a temporary file, announce it in the manifest, rename. The
 * manifest is opened first, so that no file is written that it could not record.
 */
#include <errno.h>
#include <string.h>

#include "lib/sys.h"
#include "sysmap/install/job.h"

/* Records that no file is installed at a path. */
static const struct manifest_entry nothing = {.state = MANIFEST_LEFT};

static int make_link(const struct map_path *map, const char *path, struct atomic *file,
		     struct digest *ret_digest)
{
	*ret_digest = DIGEST_EMPTY;
	digest_add(ret_digest, map->link, strlen(map->link));
	return atomic_link(file, path, map->link);
}

static int make_map(struct job *job, const char *path, struct atomic *file,
		    struct digest *ret_digest)
{
	int err = atomic_open(file, path, job->policy->mode);

	if (err)
		return err;
	err = source_write(job, file->fd, ret_digest);
	if (err)
		atomic_abandon(file);
	return err;
}

/* Creates and syncs the temporary file; returns its entry. */
static int make(struct job *job, const struct map_path *map, struct atomic *file,
		struct manifest_entry *ret_entry)
{
	char path[ATOMIC_PATH];
	struct sys_stat st;
	int err = job_path(job, map->path, path);

	if (!err)
		err = map->of ? make_link(map, path, file, &ret_entry->digest)
			      : make_map(job, path, file, &ret_entry->digest);
	if (!err)
		err = atomic_sync(file, &st);
	if (!err)
		ret_entry->mtime = st.mtime;
	return err;
}

/* A kernel without modules has no directory for a manifest: each boot classifies again. */
static int open_manifest(struct job *job, struct atomic *manifest)
{
	const struct install_policy *policy = job->policy;
	int err = manifest_open(policy->root, policy->release, policy->mode, manifest);

	job->manifest_waits |= err == -EROFS;
	return err == -ENOENT ? 0 : err;
}

static int announce(struct job *job, const struct map_path *map, struct manifest_entry *entry,
		    struct atomic *manifest)
{
	entry->state = MANIFEST_PENDING;
	job_note(job, map, entry);
	job->workspace->manifest.id[0] = '\0';
	return manifest->fd < 0 ? 0 : manifest_write(manifest, &job->workspace->manifest);
}

/* Replaces only the file that was classified. */
static int replace(struct job *job, const struct map_path *map, struct atomic *file)
{
	if (!job_has_changed(job, map))
		return atomic_install(file);
	atomic_abandon(file);
	return -EAGAIN;
}

static int put(struct job *job, const struct map_path *map, struct atomic *manifest)
{
	struct manifest *known = &job->workspace->manifest;
	struct manifest_entry entry;
	struct atomic file;
	int err = make(job, map, &file, &entry);

	if (err) {
		atomic_abandon(manifest);
		return err;
	}
	err = announce(job, map, &entry, manifest);
	if (err)
		atomic_abandon(&file);
	else
		err = replace(job, map, &file);
	entry.state = MANIFEST_OURS;
	if (err)
		manifest_forget(known, manifest_find_pending(known, map->path));
	else
		job_note(job, map, &entry);
	return err;
}

static int take_away(struct job *job, const struct map_path *map)
{
	char path[ATOMIC_PATH];
	int err = job_path(job, map->path, path);

	if (!err && job_has_changed(job, map))
		err = -EAGAIN;
	if (!err)
		err = sys_unlink(SYS_CWD, path, 0);
	if (!err && map->of)
		job_forget(job, map);
	else if (!err)
		job_note(job, map, &nothing);
	return err;
}

static int change(struct job *job, const struct map_path *map)
{
	struct atomic manifest;
	int err;

	if (job->step[map - job->workspace->maps] == JOB_REMOVE)
		return take_away(job, map);
	err = open_manifest(job, &manifest);
	return err ? err : put(job, map, &manifest);
}

static const char *done_text(const struct job *job, const struct map_path *map, bool removes)
{
	if (!removes)
		return "installed";
	return mapdir_state(job->policy->root, map->path) == MAPDIR_MOUNT_POINT
		       ? "removed: its directory may be a mount point"
		       : "removed: it is a link to another kernel's map";
}

int put_map(struct job *job, const struct map_path *map)
{
	bool removes = job->step[map - job->workspace->maps] == JOB_REMOVE;
	int err = change(job, map);

	if (err == -EROFS)
		return err;
	if (!err)
		job_log(job, map->path, done_text(job, map, removes));
	else if (map->of && err == -EPERM)
		job_note(job, map, &nothing); /* FAT does not support links */
	else
		job_fail(job, map->path, err, source_error_text(err));
	return 0;
}
