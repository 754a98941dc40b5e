// SPDX-License-Identifier: GPL-2.0
/*
 * Classify the file at a System.map path: keep, write, remove or leave unchanged. Only stubs, empty
 * or torn files and files that gangway installed are replaced.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/job.h"

static enum job_step leave(struct job *job, const struct place *place, const char *why)
{
	char what[160];

	if (text_format(what, sizeof(what), "not replaced: %s", why) > 0)
		job_say(job, place->path, what);
	job_note_seen(job, place, STAMP_LEFT, 0);
	job->left = true;
	return JOB_DONE;
}

static enum job_step keep(struct job *job, const struct place *place, bool ours, uint64_t hash)
{
	job_note_seen(job, place, ours ? STAMP_OURS : STAMP_RIGHT, hash);
	return JOB_DONE;
}

/* Verifies and digests a map. O_NONBLOCK: do not block if the path is a FIFO. */
static int read_map(struct job *job, const char *path, struct match *ret_match,
		    struct digest *ret_digest)
{
	int fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	int err;

	if (fd < 0)
		return fd;
	err = match_running(job->policy->machine, fd, &job->room->match, ret_match);
	if (!err)
		err = digest_fd(fd, ret_digest);
	sys_close(fd);
	return err;
}

/* Whether the file may be replaced: a stub, empty, ours, or torn while ours was being installed. */
static bool gives_way(struct job *job, const struct place *place, const struct match *match,
		      bool ours)
{
	return ours || match->fault == MAP_STUB || match->fault == MAP_EMPTY ||
	       (match->reason == MATCH_FAULTY &&
		stamp_find_pending(&job->room->stamp, place->path));
}

static enum job_step judge_map(struct job *job, const struct place *place, const char *path)
{
	struct match match;
	struct digest digest;
	int err = read_map(job, path, &match, &digest);
	bool ours;

	if (err)
		return leave(job, place, error_text(err));
	ours = stamp_has_ours(&job->room->stamp, place->path, &digest);
	if (match.verdict == MATCH_YES)
		return keep(job, place, ours, digest.hash);
	if (gives_way(job, place, &match, ours))
		return JOB_WRITE;
	return leave(job, place, match_reason_text(match.reason));
}

/* A link target, or a file at the path of a link: may be right, is never replaced. */
static enum job_step judge_other(struct job *job, const struct place *place, const char *path)
{
	struct match match;
	struct digest digest;
	struct stamp_entry entry;
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, path, 0, &st);

	if (!err && !S_ISREG(st.mode))
		return leave(job, place, "not a file");
	if (!err)
		err = read_map(job, path, &match, &digest);
	if (err)
		return leave(job, place, error_text(err));
	if (match.verdict != MATCH_YES)
		return leave(job, place, match_reason_text(match.reason));
	entry = (struct stamp_entry){.state = STAMP_RIGHT, .digest = digest, .mtime = st.mtime};
	job_note(job, place, &entry);
	return JOB_DONE;
}

static bool is_known_right(struct job *job, const struct place *place)
{
	const struct stamp_entry *known = stamp_find(&job->room->stamp, place->path);

	return known && known->state != STAMP_LEFT && job_is_of_this_kernel(job) &&
	       stamp_holds(known, job->policy->root);
}

static enum job_step judge_file(struct job *job, const struct place *place, const char *path)
{
	uint32_t mode = job->seen[place - job->room->places].mode;

	if (!mode)
		return JOB_WRITE;
	if (!is_known_right(job, place))
		return S_ISREG(mode) ? judge_map(job, place, path) : judge_other(job, place, path);
	job->right[place - job->room->places] = true;
	return JOB_DONE;
}

/* ---- links ---- */

/* Whether a link is ours, installed for another kernel. */
static bool is_our_old_link(struct job *job, const struct place *place, const char *link,
			    const struct digest *digest)
{
	struct stamp *other = &job->room->other;
	char release[65];

	return places_link_release(place, job->policy->release, link, release, sizeof(release)) ==
		       0 &&
	       stamp_read(job->policy->root, release, other) == 0 &&
	       stamp_has_ours(other, place->path, digest);
}

/* Whether the target of the link would be the kernel's map. */
static bool leads_right(const struct job *job, const struct place *place)
{
	return job->right[place->of - job->room->places];
}

static enum job_step judge_no_link(struct job *job, const struct place *place)
{
	if (job->policy->all && leads_right(job, place))
		return JOB_WRITE;
	if (job->policy->all)
		job_note_seen(job, place, STAMP_LEFT, 0);
	else
		job_forget(job, place);
	return JOB_DONE;
}

/*
 * Links are only created at unused paths. Our own link to another kernel's map is replaced or
 * removed; everything else is left unchanged.
 */
static enum job_step judge_link(struct job *job, const struct place *place, const char *path)
{
	struct digest digest = DIGEST_EMPTY;
	char link[STAMP_PATH];
	ssize_t len = sys_readlink(SYS_CWD, path, link, sizeof(link) - 1);
	bool right = leads_right(job, place);

	if (len == -ENOENT)
		return judge_no_link(job, place);
	link[len > 0 ? len : 0] = '\0';
	digest_add(&digest, link, strlen(link));
	if (right && text_equal(link, place->link) &&
	    stamp_has_ours(&job->room->stamp, place->path, &digest))
		return keep(job, place, true, digest.hash);
	if (is_our_old_link(job, place, link, &digest))
		return right && job->policy->all ? JOB_WRITE : JOB_REMOVE;
	if (job->policy->all)
		return judge_other(job, place, path);
	job_note_seen(job, place, STAMP_LEFT, 0); /* no link will be installed: not logged */
	return JOB_DONE;
}

/* Removes our own map from below a mount point, where an earlier version installed it. */
static enum job_step judge_refused(struct job *job, const struct place *place, enum mapdir dir,
				   const char *path)
{
	struct digest digest;

	if (dir == MAPDIR_MOUNT_POINT && digest_path(path, &digest) == 0 &&
	    stamp_has_ours(&job->room->stamp, place->path, &digest))
		return JOB_REMOVE;
	if (!place->of || job->policy->all)
		job_say(job, place->path, mapdir_text(dir));
	job_note_seen(job, place, STAMP_LEFT, 0);
	job->left |= dir == MAPDIR_LINK;
	return JOB_DONE;
}

enum job_step judge_place(struct job *job, const struct place *place, enum mapdir dir)
{
	char path[ATOMIC_PATH] = "";
	int err = 0;

	if (dir == MAPDIR_MISSING)
		return JOB_DONE;
	if (dir != MAPDIR_LINK) {
		err = job_path(job, place->path, path);
		if (!err)
			atomic_sweep(path);
		if (!err)
			err = job_look(job, place);
	}
	if (err) {
		job_fail(job, place->path, err, error_text(err));
		return JOB_DONE;
	}
	if (dir == MAPDIR_LINK || dir == MAPDIR_MOUNT_POINT)
		return judge_refused(job, place, dir, path);
	return place->of ? judge_link(job, place, path) : judge_file(job, place, path);
}
