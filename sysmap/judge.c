// SPDX-License-Identifier: GPL-2.0
/* What is at a place, and what has to be done with it. */
#include <errno.h>
#include <sys/stat.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/atomic.h"
#include "sysmap/job.h"

/*
 * Our files, and those that were ours to replace when that was announced, are known by their size:
 * their time moves with the clock on FAT.
 */
static bool is_our_file(const struct stamp_entry *entry, const struct sys_stat *st)
{
	return stamp_is_ours(entry) && entry->size == st->size;
}

static enum job_step leave(struct job *job, const struct place *place, const char *why)
{
	char what[160];

	if (text_format(what, sizeof(what), "left as it is: %s", why) > 0)
		job_say(job, place->path, what);
	job_note(job, place->path, STAMP_LEFT);
	return JOB_DONE;
}

static int match_file(struct job *job, const char *path, struct match *ret_match)
{
	int fd = sys_open(SYS_CWD, path, O_RDONLY);
	int err;

	if (fd < 0)
		return fd;
	err = match_running(job->policy->machine, fd, &job->room->match, ret_match);
	sys_close(fd);
	return err;
}

/* The power failed when it was to be written. What is torn then, or right, is ours. */
static bool is_pending(const struct stamp_entry *entry)
{
	return entry && entry->state == STAMP_PENDING;
}

static enum job_step judge_map(struct job *job, const struct place *place, const char *path,
			       bool ours)
{
	bool pending = is_pending(stamp_find(&job->room->stamp, place->path));
	struct match match;
	int err = match_file(job, path, &match);

	if (err)
		return leave(job, place, error_text(err));
	if (match.verdict == MATCH_YES) {
		job_note(job, place->path, ours || pending ? STAMP_OURS : STAMP_RIGHT);
		return JOB_DONE;
	}
	if (ours || match.fault == MAP_STUB || match.fault == MAP_EMPTY ||
	    (pending && match.reason == MATCH_FAULTY))
		return JOB_WRITE;
	return leave(job, place, match_reason_text(match.reason));
}

static enum job_step judge_file(struct job *job, const struct place *place, const char *path)
{
	const struct stamp_entry *entry = stamp_find(&job->room->stamp, place->path);
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, path, AT_SYMLINK_NOFOLLOW, &st);

	if (err == -ENOENT)
		return JOB_WRITE;
	if (err)
		return leave(job, place, error_text(err));
	if (!S_ISREG(st.mode))
		return leave(job, place, "not a file");
	if (entry && job_is_of_this_kernel(job) && stamp_holds(entry, job->policy->root))
		return JOB_DONE;
	return judge_map(job, place, path, is_our_file(entry, &st));
}

/* Whether a link is one that we have made for another kernel. */
static bool is_our_old_link(struct job *job, const struct place *place, const char *link)
{
	struct stamp *other = &job->room->other;
	char release[65];

	return places_link_release(place, job->policy->release, link, release, sizeof(release)) ==
		       0 &&
	       stamp_read(job->policy->root, release, other) == 0 &&
	       stamp_is_ours(stamp_find(other, place->path));
}

/*
 * Whatever somebody has at the place of a link stays, and nothing is said of it. No link is made to
 * a map that is not the kernel's.
 */
static enum job_step judge_link(struct job *job, const struct place *place, const char *path)
{
	struct stamp *stamp = &job->room->stamp;
	const struct stamp_entry *target = stamp_find(stamp, place->of->path);
	bool ours = stamp_is_ours(stamp_find(stamp, place->path)), right;
	char link[STAMP_PATH];
	ssize_t len = sys_readlink(SYS_CWD, path, link, sizeof(link) - 1);

	link[len > 0 ? len : 0] = '\0';
	if (!target || (target->state != STAMP_OURS && target->state != STAMP_RIGHT)) {
		job_note(job, place->path, STAMP_LEFT);
		return JOB_DONE;
	}
	right = text_equal(link, place->link);
	if (len == -ENOENT || (len > 0 && !right && is_our_old_link(job, place, link)))
		return JOB_WRITE;
	job_note(job, place->path, !right ? STAMP_LEFT : ours ? STAMP_OURS : STAMP_RIGHT);
	return JOB_DONE;
}

enum job_step judge_place(struct job *job, const struct place *place)
{
	char path[ATOMIC_PATH];
	int err = job_path(job, place->path, path);

	if (err) {
		job_fail(job, place->path, err, error_text(err));
		return JOB_DONE;
	}
	if (!places_has_folder(job->policy->root, place))
		return JOB_DONE;
	return place->of ? judge_link(job, place, path) : judge_file(job, place, path);
}
