// SPDX-License-Identifier: GPL-2.0
#include "sysmap/place.h"

#include <errno.h>
#include <string.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/job.h"
#include "sysmap/machine.h"

/* Reads the paths, the running kernel's build ID, and the manifest. */
static void look(const struct place_policy *policy, struct place_room *room)
{
	room->count = places_list(policy->release, room->places);
	if (buildid_running(policy->machine, room->id))
		room->id[0] = '\0';
	stamp_read(policy->root, policy->release,
		   &room->stamp); /* without it, all paths are classified */
}

/* Whether a link points to another kernel's map. */
static bool leads_astray(const struct place_policy *policy, const struct place *place)
{
	char path[ATOMIC_PATH], link[STAMP_PATH], release[65];
	ssize_t len;

	if (text_format(path, sizeof(path), "%s%s", policy->root, place->path) < 0)
		return false;
	len = sys_readlink(SYS_CWD, path, link, sizeof(link) - 1);
	if (len < 0)
		return false;
	link[len] = '\0';
	return places_link_release(place, policy->release, link, release, sizeof(release)) == 0 &&
	       !text_equal(release, policy->release);
}

static bool is_settled(const struct place_policy *policy, struct place_room *room,
		       const struct place *place)
{
	const struct stamp_entry *known = stamp_find(&room->stamp, place->path);

	if (known)
		return stamp_holds(known, policy->root);
	if (place->of && !policy->all)
		return !leads_astray(policy, place);
	return mapdir_state(policy->root, place->path) == MAPDIR_MISSING;
}

bool place_is_done(const struct place_policy *policy, struct place_room *room)
{
	const struct job job = {.policy = policy, .room = room};

	look(policy, room);
	if (!job_is_of_this_kernel(&job))
		return false;
	for (unsigned i = 0; i < room->count; i++)
		if (!is_settled(policy, room, &room->places[i]))
			return false;
	return true;
}

/* ---- one round ---- */

/* Links are classified after the files that they point to. */
static bool is_turn(const struct job *job, unsigned i, bool links)
{
	const struct place *of = job->room->places[i].of;

	return links ? of && job->step[of - job->room->places] == JOB_DONE : !of;
}

/* Classifies what is accessible; true: something is not mounted yet. */
static bool judge_all(struct job *job, bool links)
{
	bool waits = false;

	for (unsigned i = 0; i < job->room->count; i++) {
		const struct place *place = &job->room->places[i];
		enum mapdir dir;

		if (job->step[i] == JOB_DONE || !is_turn(job, i, links))
			continue;
		dir = mapdir_state(job->policy->root, place->path);
		if (dir == MAPDIR_WAITS) {
			job->step[i] = JOB_JUDGE;
			waits = true;
		} else if (job->step[i] == JOB_JUDGE || job_has_changed(job, place)) {
			job->step[i] = judge_place(job, place, dir);
		}
	}
	return waits;
}

/* true: something is not writable yet. */
static bool put_all(struct job *job)
{
	bool waits = false;

	for (unsigned i = 0; i < job->room->count; i++) {
		if (job->step[i] != JOB_WRITE && job->step[i] != JOB_REMOVE)
			continue;
		if (put_place(job, &job->room->places[i]) == -EROFS)
			waits = true;
		else
			job->step[i] = JOB_DONE;
	}
	return waits;
}

static bool do_all(struct job *job, bool links)
{
	bool unmounted = judge_all(job, links);

	return put_all(job) || unmounted;
}

/* Paths that wait or failed are not recorded; without a build ID the next boot classifies again. */
static int write_stamp(struct job *job, bool waits)
{
	const struct place_policy *policy = job->policy;
	struct stamp *stamp = &job->room->stamp;
	struct atomic file;
	int err = stamp_open(policy->root, policy->release, policy->mode, &file);

	if (err == -ENOENT)
		return 0; /* no directory without modules: each boot classifies again */
	if (err)
		return err;
	memcpy(stamp->id, job->room->id, sizeof(stamp->id));
	if (waits || job->result)
		stamp->id[0] = '\0';
	return stamp_write(&file, stamp);
}

/* Another process may have installed since the last round: classify everything again. */
static void look_again(struct job *job)
{
	struct place_room *room = job->room;

	stamp_read(job->policy->root, job->policy->release, &room->other);
	if (room->other.text == room->stamp.text)
		return;
	room->stamp = room->other;
	memset(job->step, 0, sizeof(job->step));
	memset(job->right, 0, sizeof(job->right));
}

/* Does everything that is possible now; true: something has to wait. */
static bool do_round(struct job *job)
{
	bool waits;
	int err;

	look_again(job);
	job->stamp_waits = false;
	waits = do_all(job, false);
	waits |= do_all(job, true);
	if (!job->noted)
		return waits;
	err = write_stamp(job, waits);
	if (!err)
		job->noted = false;
	else if (err != -EROFS)
		job_fail(job, job->room->places[1].path, err, error_text(err));
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

static void say_waiting(struct job *job)
{
	char what[80];
	unsigned long long seconds = job->policy->patience / 1000000;

	if (text_format(what, sizeof(what),
			"waiting up to %llu s until the file system is mounted read-write",
			seconds) > 0)
		job_say(job, "System.map", what);
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
	const char *read_only = job->stamp_waits ? "not installed: the root is read-only"
						 : "not installed: its directory is read-only";

	for (unsigned i = 0; i < job->room->count; i++) {
		const struct place *place = &job->room->places[i];

		if (job->step[i] == JOB_DONE || place->of)
			continue;
		job_fail(job, place->path, -EROFS,
			 job->step[i] == JOB_JUDGE ? "not installed: its file system is not mounted"
						   : read_only);
	}
}

int place_run(const struct place_policy *policy, struct place_room *room)
{
	struct job job = {.policy = policy, .room = room};
	int64_t until = sys_now() + policy->patience;
	/* open before the first round, so that no change is missed */
	int mounts = policy->patience ? machine_open(policy->machine, "/proc/self/mountinfo") : -1;
	bool waits;

	look(policy, room);
	waits = one_round(&job);
	if (waits && policy->patience)
		say_waiting(&job);
	while (waits && wait_for_mounts(mounts, until))
		waits = one_round(&job);
	if (mounts >= 0)
		sys_close(mounts);
	if (waits)
		leave_waiting(&job);
	return job.result ? job.result : job.left;
}
