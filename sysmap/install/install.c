// SPDX-License-Identifier: GPL-2.0
#include "sysmap/install/install.h"

#include <errno.h>
#include <string.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/install/job.h"
#include "sysmap/machine.h"

/* Reads the paths, the running kernel's build ID, and the manifest. */
static void look(const struct install_policy *policy, struct install_workspace *workspace)
{
	workspace->count = mappaths_list(policy->release, workspace->maps);
	if (buildid_running(policy->machine, workspace->id))
		workspace->id[0] = '\0';
	manifest_read(policy->root, policy->release,
		      &workspace->manifest); /* without it, all paths are classified */
}

/* Whether a link points to another kernel's map. */
static bool leads_astray(const struct install_policy *policy, const struct map_path *map)
{
	char path[ATOMIC_PATH], link[MANIFEST_PATH], release[65];
	ssize_t len;

	if (text_format(path, sizeof(path), "%s%s", policy->root, map->path) < 0)
		return false;
	len = sys_readlink(SYS_CWD, path, link, sizeof(link) - 1);
	if (len < 0)
		return false;
	link[len] = '\0';
	return mappaths_link_release(map, policy->release, link, release, sizeof(release)) == 0 &&
	       !text_equal(release, policy->release);
}

static bool is_settled(const struct install_policy *policy, struct install_workspace *workspace,
		       const struct map_path *map)
{
	const struct manifest_entry *known = manifest_find(&workspace->manifest, map->path);

	if (known)
		return manifest_holds(known, policy->root);
	if (map->of && !policy->all)
		return !leads_astray(policy, map);
	return mapdir_state(policy->root, map->path) == MAPDIR_MISSING;
}

bool install_is_done(const struct install_policy *policy, struct install_workspace *workspace)
{
	const struct job job = {.policy = policy, .workspace = workspace};

	look(policy, workspace);
	if (!job_is_of_this_kernel(&job))
		return false;
	for (unsigned i = 0; i < workspace->count; i++)
		if (!is_settled(policy, workspace, &workspace->maps[i]))
			return false;
	return true;
}

/* ---- one round ---- */

/* Links are classified after the files that they point to. */
static bool is_turn(const struct job *job, unsigned i, bool links)
{
	const struct map_path *of = job->workspace->maps[i].of;

	return links ? of && job->step[of - job->workspace->maps] == JOB_DONE : !of;
}

/* Classifies what is accessible; true: something is not mounted yet. */
static bool classify_all(struct job *job, bool links)
{
	bool waits = false;

	for (unsigned i = 0; i < job->workspace->count; i++) {
		const struct map_path *map = &job->workspace->maps[i];
		enum mapdir dir;

		if (job->step[i] == JOB_DONE || !is_turn(job, i, links))
			continue;
		dir = mapdir_state(job->policy->root, map->path);
		if (dir == MAPDIR_WAITS) {
			job->step[i] = JOB_CLASSIFY;
			waits = true;
		} else if (job->step[i] == JOB_CLASSIFY || job_has_changed(job, map)) {
			job->step[i] = classify_path(job, map, dir);
		}
	}
	return waits;
}

/* true: something is not writable yet. */
static bool put_all(struct job *job)
{
	bool waits = false;

	for (unsigned i = 0; i < job->workspace->count; i++) {
		if (job->step[i] != JOB_WRITE && job->step[i] != JOB_REMOVE)
			continue;
		if (put_map(job, &job->workspace->maps[i]) == -EROFS)
			waits = true;
		else
			job->step[i] = JOB_DONE;
	}
	return waits;
}

static bool do_all(struct job *job, bool links)
{
	bool unmounted = classify_all(job, links);

	return put_all(job) || unmounted;
}

/* Paths that wait or failed are not recorded; without a build ID the next boot classifies again. */
static int write_manifest(struct job *job, bool waits)
{
	const struct install_policy *policy = job->policy;
	struct manifest *manifest = &job->workspace->manifest;
	struct atomic file;
	int err = manifest_open(policy->root, policy->release, policy->mode, &file);

	if (err == -ENOENT)
		return 0; /* no directory without modules: each boot classifies again */
	if (err)
		return err;
	memcpy(manifest->id, job->workspace->id, sizeof(manifest->id));
	if (waits || job->result)
		manifest->id[0] = '\0';
	return manifest_write(&file, manifest);
}

/* Another process may have installed since the last round: classify everything again. */
static void probe_again(struct job *job)
{
	struct install_workspace *workspace = job->workspace;

	manifest_read(job->policy->root, job->policy->release, &workspace->other);
	if (workspace->other.text == workspace->manifest.text)
		return;
	workspace->manifest = workspace->other;
	memset(job->step, 0, sizeof(job->step));
	memset(job->right, 0, sizeof(job->right));
}

/* Does everything that is possible now; true: something has to wait. */
static bool do_round(struct job *job)
{
	bool waits;
	int err;

	probe_again(job);
	job->manifest_waits = false;
	waits = do_all(job, false);
	waits |= do_all(job, true);
	if (!job->noted)
		return waits;
	err = write_manifest(job, waits);
	if (!err)
		job->noted = false;
	else if (err != -EROFS)
		job_fail(job, job->workspace->maps[1].path, err, error_text(err));
	return waits || err == -EROFS;
}

static bool one_round(struct job *job)
{
	int lock = job_lock(job->policy);
	bool waits;

	if (lock < 0) {
		job_fail(job, "/", lock,
			 lock == -ETIMEDOUT ? "locked by another process" : error_text(lock));
		return false;
	}
	waits = do_round(job);
	sys_close(lock);
	return waits;
}

/* ---- rounds ---- */

static void log_waiting(struct job *job)
{
	char what[80];
	unsigned long long seconds = job->policy->timeout / 1000000;

	if (text_format(what, sizeof(what),
			"waiting up to %llu s until the file system is mounted read-write",
			seconds) > 0)
		job_log(job, "System.map", what);
}

/* Waits for a change of the mounts, signalled by POLLPRI. false: timeout. */
static bool wait_for_mounts(int mounts, int64_t until)
{
	struct pollfd poll = {.fd = mounts, .events = POLLPRI};
	int64_t left = until - sys_now();
	int got;

	if (mounts < 0 || left <= 0)
		return false;
	got = sys_poll(&poll, 1, left);
	return got > 0 || got == -EINTR;
}

/* After the timeout: logs what still waits; the manifest does not record it. */
static void leave_waiting(struct job *job)
{
	const char *read_only = job->manifest_waits ? "not installed: the root is read-only"
						    : "not installed: its directory is read-only";

	for (unsigned i = 0; i < job->workspace->count; i++) {
		const struct map_path *map = &job->workspace->maps[i];

		if (job->step[i] == JOB_DONE || map->of)
			continue;
		job_fail(job, map->path, -EROFS,
			 job->step[i] == JOB_CLASSIFY
				 ? "not installed: its file system is not mounted"
				 : read_only);
	}
}

int install_run(const struct install_policy *policy, struct install_workspace *workspace)
{
	struct job job = {.policy = policy, .workspace = workspace};
	int64_t until = sys_now() + policy->timeout;
	/* open before the first round, so that no change is missed */
	int mounts = policy->timeout ? machine_open(policy->machine, "/proc/self/mountinfo") : -1;
	bool waits;

	look(policy, workspace);
	waits = one_round(&job);
	if (waits && policy->timeout)
		log_waiting(&job);
	while (waits && wait_for_mounts(mounts, until))
		waits = one_round(&job);
	if (mounts >= 0)
		sys_close(mounts);
	if (waits)
		leave_waiting(&job);
	return job.result ? job.result : job.left;
}
