// SPDX-License-Identifier: GPL-2.0
/*
 * Where the right map comes from: another place that has it, the image if what it carries is
 * proved, or the running kernel.
 */
#include <errno.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/atomic.h"
#include "sysmap/job.h"

/* By position, since judging has read the carried map to its end. */
static int copy(int from, struct map_writer *writer, int to)
{
	char block[2048];
	uint64_t at = 0;
	ssize_t got;

	map_write_begin(writer, to, 0);
	while ((got = sys_pread(from, block, sizeof(block), at)) > 0 && !writer->error) {
		map_write_text(writer, block, got);
		at += got;
	}
	return got < 0 ? got : map_write_end(writer);
}

static const struct place *find_right(struct job *job)
{
	struct place_room *room = job->room;

	for (unsigned i = 0; i < room->count; i++) {
		const struct stamp_entry *entry = stamp_find(&room->stamp, room->places[i].path);

		if (!room->places[i].of && entry &&
		    (entry->state == STAMP_OURS || entry->state == STAMP_RIGHT) &&
		    job->step[i] == JOB_DONE && stamp_holds(entry, job->policy->root))
			return &room->places[i];
	}
	return NULL;
}

static int copy_place(struct job *job, const struct place *place, int to)
{
	char path[ATOMIC_PATH];
	int err = job_path(job, place->path, path);
	int from;

	if (err)
		return err;
	from = sys_open(SYS_CWD, path, O_RDONLY);
	if (from < 0)
		return from;
	err = copy(from, &job->room->rebuild.writer, to);
	sys_close(from);
	return err;
}

/* By the build-id of its side-car, or else by its symbols. */
static bool is_carried_right(const struct job *job)
{
	const struct place_policy *policy = job->policy;
	struct match match;

	if (policy->carried < 0)
		return false;
	if (policy->carried_id && *job->room->id)
		return text_equal(policy->carried_id, job->room->id);
	return match_running(policy->machine, policy->carried, &job->room->match, &match) == 0 &&
	       match.verdict == MATCH_YES;
}

static int rebuild(struct job *job, int to)
{
	const struct match_kernel *kernel = match_ask(job->policy->machine, &job->room->match);
	struct rebuilt rebuilt;

	if (!kernel->has_offset)
		return -EOPNOTSUPP;
	return rebuild_running(job->policy->machine, kernel->offset, to, &job->room->rebuild,
			       &rebuilt);
}

int source_write(struct job *job, int fd)
{
	const struct place *right = find_right(job);

	if (right)
		return copy_place(job, right, fd);
	if (job->carried == CARRIED_UNKNOWN)
		job->carried = is_carried_right(job) ? CARRIED_RIGHT : CARRIED_WRONG;
	if (job->carried == CARRIED_RIGHT)
		return copy(job->policy->carried, &job->room->rebuild.writer, fd);
	return rebuild(job, fd);
}

const char *source_error_text(int err)
{
	return rebuild_error_text(err);
}
