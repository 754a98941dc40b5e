// SPDX-License-Identifier: GPL-2.0
/* Removes the files installed for a kernel. */
#include <errno.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "sysmap/job.h"

static bool was_placed(struct job *job, const struct place *place)
{
	const struct stamp_entry *known = stamp_find(&job->room->stamp, place->path);

	return known && known->state == STAMP_OURS;
}

/* Ours are recognized by their digest; files that have changed are left. */
static void remove_at(struct job *job, const struct place *place)
{
	struct digest digest;
	char path[ATOMIC_PATH];
	int err = job_path(job, place->path, path);

	if (!err)
		err = digest_path(path, &digest);
	if (err == -ELOOP) {
		if (was_placed(job, place))
			job_say(job, place->path,
				"not removed: its directory is reached through a symbolic link");
		return;
	}
	if (err == -EINVAL || (!err && !stamp_has_ours(&job->room->stamp, place->path, &digest))) {
		if (was_placed(job, place))
			job_say(job, place->path, "not removed: it was changed");
		return;
	}
	if (!err)
		err = sys_unlink(SYS_CWD, path, 0);
	if (!err)
		job_say(job, place->path, "removed");
	else if (err != -ENOENT)
		job_fail(job, place->path, err, error_text(err));
}

static void sweep(struct job *job)
{
	char path[ATOMIC_PATH];

	for (unsigned i = 0; i < job->room->count; i++)
		if (job_path(job, job->room->places[i].path, path) == 0)
			atomic_sweep(path);
}

/* Do not trust the manifest: only known paths are removed. */
static int remove_all(struct job *job)
{
	const struct place_policy *policy = job->policy;
	struct place_room *room = job->room;
	int err;

	room->count = places_list(policy->release, room->places);
	sweep(job);
	err = stamp_read(policy->root, policy->release, &room->stamp);
	if (err == -ENOENT) /* a power cut may have left the beginning of one */
		return stamp_remove(policy->root, policy->release);
	if (err)
		return err;
	for (unsigned i = 0; i < room->count; i++)
		remove_at(job, &room->places[i]);
	return job->result ? job->result : stamp_remove(policy->root, policy->release);
}

int place_remove(const struct place_policy *policy, struct place_room *room)
{
	struct job job = {.policy = policy, .room = room};
	int lock = job_lock(policy), err;

	if (lock < 0)
		return lock;
	err = remove_all(&job);
	sys_close(lock);
	return err;
}
