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
#include "sysmap/install/job.h"

static enum job_step leave(struct job *job, const struct map_path *map, const char *why)
{
	char what[160];

	if (text_format(what, sizeof(what), "not replaced: %s", why) > 0)
		job_log(job, map->path, what);
	job_note_seen(job, map, MANIFEST_LEFT, 0);
	job->left = true;
	return JOB_DONE;
}

static enum job_step keep(struct job *job, const struct map_path *map, bool ours, uint64_t hash)
{
	job_note_seen(job, map, ours ? MANIFEST_OURS : MANIFEST_RIGHT, hash);
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
	err = match_running(job->policy->machine, fd, &job->workspace->match, ret_match);
	if (!err)
		err = digest_fd(fd, ret_digest);
	sys_close(fd);
	return err;
}

/* Whether the file may be replaced: a stub, empty, ours, or torn while ours was being installed. */
static bool may_replace(struct job *job, const struct map_path *map, const struct match *match,
			bool ours)
{
	return ours || match->fault == MAP_STUB || match->fault == MAP_EMPTY ||
	       (match->reason == MATCH_FAULTY &&
		manifest_find_pending(&job->workspace->manifest, map->path));
}

static enum job_step classify_map(struct job *job, const struct map_path *map, const char *path)
{
	struct match match;
	struct digest digest;
	int err = read_map(job, path, &match, &digest);
	bool ours;

	if (err)
		return leave(job, map, error_text(err));
	ours = manifest_has_ours(&job->workspace->manifest, map->path, &digest);
	if (match.result == MATCH_YES)
		return keep(job, map, ours, digest.hash);
	if (may_replace(job, map, &match, ours))
		return JOB_WRITE;
	return leave(job, map, match_reason_text(match.reason));
}

/* A link target, or a file at the path of a link: may be right, is never replaced. */
static enum job_step classify_other(struct job *job, const struct map_path *map, const char *path)
{
	struct match match;
	struct digest digest;
	struct manifest_entry entry;
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, path, 0, &st);

	if (!err && !S_ISREG(st.mode))
		return leave(job, map, "not a file");
	if (!err)
		err = read_map(job, path, &match, &digest);
	if (err)
		return leave(job, map, error_text(err));
	if (match.result != MATCH_YES)
		return leave(job, map, match_reason_text(match.reason));
	entry = (struct manifest_entry){
		.state = MANIFEST_RIGHT, .digest = digest, .mtime = st.mtime};
	job_note(job, map, &entry);
	return JOB_DONE;
}

static bool is_known_right(struct job *job, const struct map_path *map)
{
	const struct manifest_entry *known = manifest_find(&job->workspace->manifest, map->path);

	return known && known->state != MANIFEST_LEFT && job_is_of_this_kernel(job) &&
	       manifest_holds(known, job->policy->root);
}

static enum job_step classify_file(struct job *job, const struct map_path *map, const char *path)
{
	uint32_t mode = job->seen[map - job->workspace->maps].mode;

	if (!mode)
		return JOB_WRITE;
	if (!is_known_right(job, map))
		return S_ISREG(mode) ? classify_map(job, map, path)
				     : classify_other(job, map, path);
	job->right[map - job->workspace->maps] = true;
	return JOB_DONE;
}

/* ---- links ---- */

/* Whether a link is ours, installed for another kernel. */
static bool is_our_old_link(struct job *job, const struct map_path *map, const char *link,
			    const struct digest *digest)
{
	struct manifest *other = &job->workspace->other;
	char release[65];

	return mappaths_link_release(map, job->policy->release, link, release, sizeof(release)) ==
		       0 &&
	       manifest_read(job->policy->root, release, other) == 0 &&
	       manifest_has_ours(other, map->path, digest);
}

/* Whether the target of the link would be the kernel's map. */
static bool target_is_right(const struct job *job, const struct map_path *map)
{
	return job->right[map->of - job->workspace->maps];
}

static enum job_step classify_no_link(struct job *job, const struct map_path *map)
{
	if (job->policy->all && target_is_right(job, map))
		return JOB_WRITE;
	if (job->policy->all)
		job_note_seen(job, map, MANIFEST_LEFT, 0);
	else
		job_forget(job, map);
	return JOB_DONE;
}

/*
 * Links are only created at unused paths. Our own link to another kernel's map is replaced or
 * removed; everything else is left unchanged.
 */
static enum job_step classify_link(struct job *job, const struct map_path *map, const char *path)
{
	struct digest digest = DIGEST_EMPTY;
	char link[MANIFEST_PATH];
	ssize_t len = sys_readlink(SYS_CWD, path, link, sizeof(link) - 1);
	bool right = target_is_right(job, map);

	if (len == -ENOENT)
		return classify_no_link(job, map);
	link[len > 0 ? len : 0] = '\0';
	digest_add(&digest, link, strlen(link));
	if (right && text_equal(link, map->link) &&
	    manifest_has_ours(&job->workspace->manifest, map->path, &digest))
		return keep(job, map, true, digest.hash);
	if (is_our_old_link(job, map, link, &digest))
		return right && job->policy->all ? JOB_WRITE : JOB_REMOVE;
	if (job->policy->all)
		return classify_other(job, map, path);
	job_note_seen(job, map, MANIFEST_LEFT, 0); /* no link will be installed: not logged */
	return JOB_DONE;
}

/* Removes our own map from below a mount point, where an earlier version installed it. */
static enum job_step classify_refused(struct job *job, const struct map_path *map, enum mapdir dir,
				      const char *path)
{
	struct digest digest;

	if (dir == MAPDIR_MOUNT_POINT && digest_path(path, &digest) == 0 &&
	    manifest_has_ours(&job->workspace->manifest, map->path, &digest))
		return JOB_REMOVE;
	if (!map->of || job->policy->all)
		job_log(job, map->path, mapdir_text(dir));
	job_note_seen(job, map, MANIFEST_LEFT, 0);
	job->left |= dir == MAPDIR_LINK;
	return JOB_DONE;
}

enum job_step classify_path(struct job *job, const struct map_path *map, enum mapdir dir)
{
	char path[ATOMIC_PATH] = "";
	int err = 0;

	if (dir == MAPDIR_MISSING)
		return JOB_DONE;
	if (dir != MAPDIR_LINK) {
		err = job_path(job, map->path, path);
		if (!err)
			atomic_sweep(path);
		if (!err)
			err = job_stat(job, map);
	}
	if (err) {
		job_fail(job, map->path, err, error_text(err));
		return JOB_DONE;
	}
	if (dir == MAPDIR_LINK || dir == MAPDIR_MOUNT_POINT)
		return classify_refused(job, map, dir, path);
	return map->of ? classify_link(job, map, path) : classify_file(job, map, path);
}
