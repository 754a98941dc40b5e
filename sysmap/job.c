// SPDX-License-Identifier: GPL-2.0
#include "sysmap/job.h"

#include "lib/error.h"
#include "lib/text.h"
#include "sysmap/atomic.h"

int job_path(const struct job *job, const char *path, char *ret_path)
{
	int len = text_format(ret_path, ATOMIC_PATH, "%s%s", job->policy->root, path);

	return len < 0 ? len : 0;
}

void job_say(const struct job *job, const char *path, const char *what)
{
	job->policy->say(job->policy->context, path, what);
}

void job_fail(struct job *job, const char *path, int err, const char *what)
{
	job_say(job, path, what);
	if (!job->result)
		job->result = err;
}

void job_note(struct job *job, const char *path, enum stamp_state state)
{
	int err = stamp_set(&job->room->stamp, job->policy->root, path, state);

	if (err)
		job_fail(job, path, err, error_text(err));
	job->noted = true;
}

bool job_is_of_this_kernel(const struct job *job)
{
	return *job->room->id && text_equal(job->room->stamp.id, job->room->id);
}
