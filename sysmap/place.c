// SPDX-License-Identifier: GPL-2.0
#include "sysmap/place.h"

#include <errno.h>
#include <sys/stat.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/atomic.h"
#include "sysmap/job.h"
#include "sysmap/machine.h"

/* The places that there are, the kernel that runs, and what is known of both. */
static void look(const struct place_policy *policy, struct place_room *room)
{
	room->count = places_list(policy->release, policy->all, room->places);
	if (buildid_running(policy->machine, room->id))
		room->id[0] = '\0';
	stamp_read(policy->root, policy->release, &room->stamp); /* without one, all is judged */
}

bool place_is_done(const struct place_policy *policy, struct place_room *room)
{
	const struct job job = {.policy = policy, .room = room};

	look(policy, room);
	if (!job_is_of_this_kernel(&job))
		return false;
	for (unsigned i = 0; i < room->count; i++) {
		const struct stamp_entry *entry = stamp_find(&room->stamp, room->places[i].path);

		if (entry ? !stamp_holds(entry, policy->root)
			  : places_has_folder(policy->root, &room->places[i]))
			return false;
	}
	return true;
}

/* ---- writing ---- */

static int write_map(struct job *job, const char *path)
{
	struct atomic file;
	int err = atomic_open(&file, path, job->policy->mode);

	if (err)
		return err;
	err = source_write(job, file.fd);
	if (!err)
		return atomic_commit(&file);
	atomic_abandon(&file);
	return err;
}

static int write_link(const char *path, const char *link)
{
	struct atomic file;

	return atomic_symlink(&file, link, path);
}

static int write_place(struct job *job, const struct place *place)
{
	char path[ATOMIC_PATH];
	int err = job_path(job, place->path, path);

	if (err)
		return err;
	atomic_sweep(path);
	return place->of ? write_link(path, place->link) : write_map(job, path);
}

/* What is there is as it was before it was announced, and so is what is known of it. */
static void give_up(struct job *job, const struct place *place)
{
	const struct stamp_entry *was = &job->was[place - job->room->places];
	struct stamp_entry *entry = stamp_find(&job->room->stamp, place->path);

	if (entry && *was->path)
		*entry = *was;
	else
		stamp_forget(&job->room->stamp, place->path);
	job->noted = true;
}

/* Below 0 only where it is worth while to try again. */
static int put(struct job *job, const struct place *place)
{
	int err = write_place(job, place);

	if (err == -EROFS)
		return err;
	if (!err) {
		job_note(job, place->path, STAMP_OURS);
		job_say(job, place->path, "placed");
	} else if (place->of && err == -EPERM) {
		job_note(job, place->path, STAMP_LEFT); /* FAT has no links */
	} else {
		give_up(job, place);
		job_fail(job, place->path, err, source_error_text(err));
	}
	return 0;
}

/* ---- the rounds ---- */

static int write_stamp(struct job *job, const char *id)
{
	struct place_room *room = job->room;
	int err = text_copy(room->stamp.id, sizeof(room->stamp.id), id);

	if (!err)
		err = stamp_write(job->policy->root, job->policy->release, &room->stamp,
				  job->policy->mode);
	if (err == -ENOENT)
		err = 0; /* a kernel without modules has no folder for it: each boot judges anew */
	if (!err)
		job->noted = false;
	return err;
}

/* A link is looked at when it is known what it would lead to. */
static bool is_turn(const struct job *job, unsigned i, bool links)
{
	const struct place *of = job->room->places[i].of;

	return links ? of && job->step[of - job->room->places] == JOB_DONE : !of;
}

/* Judges what can be looked at; true: something has still to be mounted. */
static bool judge_all(struct job *job, bool links)
{
	bool waits = false;

	for (unsigned i = 0; i < job->room->count; i++) {
		const struct place *place = &job->room->places[i];
		const struct stamp_entry *known;

		if (job->step[i] != JOB_JUDGE || !is_turn(job, i, links))
			continue;
		if (places_is_unmounted(job->policy->root, place)) {
			waits = true;
			continue;
		}
		known = stamp_find(&job->room->stamp, place->path);
		if (known)
			job->was[i] = *known;
		job->step[i] = judge_place(job, place);
	}
	return waits;
}

/* Notes as pending what will be written, so that after a power cut it is known as ours. */
static int announce(struct job *job)
{
	bool any = false;
	int err;

	for (unsigned i = 0; i < job->room->count; i++) {
		if (job->step[i] != JOB_WRITE)
			continue;
		job_note(job, job->room->places[i].path, STAMP_PENDING);
		any = true;
	}
	err = any ? write_stamp(job, "") : 0;
	for (unsigned i = 0; !err && i < job->room->count; i++)
		if (job->step[i] == JOB_WRITE)
			job->step[i] = JOB_PUT;
	return err;
}

/* true: something has still to become writable. */
static bool put_all(struct job *job)
{
	bool waits = false;

	for (unsigned i = 0; i < job->room->count; i++) {
		if (job->step[i] != JOB_PUT)
			continue;
		if (put(job, &job->room->places[i]) == -EROFS)
			waits = true;
		else
			job->step[i] = JOB_DONE;
	}
	return waits;
}

/* 1: something has to wait; 0: nothing has. */
static int do_all(struct job *job, bool links)
{
	bool waits = judge_all(job, links);
	int err = announce(job);

	return err ? err : put_all(job) || waits;
}

/* Does all that can be done now; true: something has to wait. */
static bool one_round(struct job *job)
{
	int files = do_all(job, false);
	int links = files < 0 ? files : do_all(job, true);
	int err = links < 0 ? links : 0;

	/* a kernel whose map is not everywhere has no stamp that says so */
	if (!err && job->noted)
		err = write_stamp(job, job->result ? "" : job->room->id);
	if (err && err != -EROFS)
		job_fail(job, job->room->places[1].path, err, error_text(err));
	return err ? err == -EROFS : files || links;
}

/* Until a mount changes; the kernel tells by POLLPRI. false: patience has ended. */
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

/* Patience has ended: what still waits is left, and the stamp says nothing of it. */
static void leave_waiting(struct job *job)
{
	for (unsigned i = 0; i < job->room->count; i++) {
		const struct place *place = &job->room->places[i];

		if (job->step[i] == JOB_DONE || place->of)
			continue;
		if (job->step[i] != JOB_JUDGE)
			give_up(job, place);
		job_fail(job, place->path, -EROFS,
			 job->step[i] == JOB_JUDGE ? "not placed: its folder is not mounted"
						   : "not placed: its folder is read-only");
	}
	write_stamp(job, ""); /* on a read-only root there is none, as before */
}

int place_run(const struct place_policy *policy, struct place_room *room)
{
	struct job job = {.policy = policy, .room = room};
	int64_t until = sys_now() + policy->patience;
	/* opened before the first look, so that no change falls between */
	int mounts = policy->patience ? machine_open(policy->machine, "/proc/self/mountinfo") : -1;
	bool waits;

	look(policy, room);
	do
		waits = one_round(&job);
	while (waits && wait_for_mounts(mounts, until));
	if (mounts >= 0)
		sys_close(mounts);
	if (waits)
		leave_waiting(&job);
	return job.result;
}

/* ---- undoing ---- */

static bool is_ours_still(const struct place_policy *policy, const struct stamp_entry *entry)
{
	return entry->state == STAMP_OURS && stamp_holds(entry, policy->root);
}

/* A stamp may say what it will: nothing is removed but at our places. */
static bool is_place(const struct place_room *room, const char *path)
{
	for (unsigned i = 0; i < room->count; i++)
		if (text_equal(room->places[i].path, path))
			return true;
	return false;
}

/* What was ours, and has changed since, stays. */
static void remove_entry(struct job *job, const struct stamp_entry *entry)
{
	char path[ATOMIC_PATH];
	int err = job_path(job, entry->path, path);

	if (!stamp_is_ours(entry) || !is_place(job->room, entry->path))
		return;
	if (!err) {
		atomic_sweep(path);
		if (!is_ours_still(job->policy, entry)) {
			job_say(job, entry->path, "left as it is: it has changed");
			return;
		}
		err = sys_unlink(SYS_CWD, path, 0);
	}
	if (err)
		job_fail(job, entry->path, err, error_text(err));
	else
		job_say(job, entry->path, "removed");
}

int place_remove(const struct place_policy *policy, struct place_room *room)
{
	struct job job = {.policy = policy, .room = room};
	int err = stamp_read(policy->root, policy->release, &room->stamp);

	if (err)
		return err;
	room->count = places_list(policy->release, true, room->places);
	for (unsigned i = 0; i < room->stamp.count; i++)
		remove_entry(&job, &room->stamp.entry[i]);
	return job.result ? job.result : stamp_remove(policy->root, policy->release);
}
