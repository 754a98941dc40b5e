// SPDX-License-Identifier: GPL-2.0
/* Removes the files installed for a kernel. */
#include <errno.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "sysmap/install/install.h"
#include "sysmap/install/job.h"

static bool was_installed(struct job *job, const struct map_path *map)
{
	const struct manifest_entry *known = manifest_find(&job->workspace->manifest, map->path);

	return known && known->state == MANIFEST_OURS;
}

/* Ours are recognized by their digest; files that have changed are left. */
static void remove_at(struct job *job, const struct map_path *map)
{
	struct digest digest;
	char path[ATOMIC_PATH];
	int err = job_path(job, map->path, path);

	if (!err)
		err = digest_path(path, &digest);
	if (err == -ELOOP) {
		if (was_installed(job, map))
			job_log(job, map->path,
				"not removed: its directory is reached through a symbolic link");
		return;
	}
	if (err == -EINVAL ||
	    (!err && !manifest_has_ours(&job->workspace->manifest, map->path, &digest))) {
		if (was_installed(job, map))
			job_log(job, map->path, "not removed: it was changed");
		return;
	}
	if (!err)
		err = sys_unlink(SYS_CWD, path, 0);
	if (!err)
		job_log(job, map->path, "removed");
	else if (err != -ENOENT)
		job_fail(job, map->path, err, error_text(err));
}

static void sweep(struct job *job)
{
	char path[ATOMIC_PATH];

	for (unsigned i = 0; i < job->workspace->count; i++)
		if (job_path(job, job->workspace->maps[i].path, path) == 0)
			atomic_sweep(path);
}

/* Do not trust the manifest: only known paths are removed. */
static int remove_all(struct job *job)
{
	const struct install_policy *policy = job->policy;
	struct install_workspace *workspace = job->workspace;
	int err;

	workspace->count = mappaths_list(policy->release, workspace->maps);
	sweep(job);
	err = manifest_read(policy->root, policy->release, &workspace->manifest);
	if (err == -ENOENT) /* a power cut may have left the beginning of one */
		return manifest_remove(policy->root, policy->release);
	if (err)
		return err;
	for (unsigned i = 0; i < workspace->count; i++)
		remove_at(job, &workspace->maps[i]);
	return job->result ? job->result : manifest_remove(policy->root, policy->release);
}

int install_remove(const struct install_policy *policy, struct install_workspace *workspace)
{
	struct job job = {.policy = policy, .workspace = workspace};
	int lock = job_lock(policy), err;

	if (lock < 0)
		return lock;
	err = remove_all(&job);
	sys_close(lock);
	return err;
}
