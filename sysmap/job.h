/* SPDX-License-Identifier: GPL-2.0 */
/* One placing, while it runs: shared by sysmap/place.c, judge.c and source.c alone. */
#ifndef SYSMAP_JOB_H
#define SYSMAP_JOB_H

#include <stdbool.h>

#include "sysmap/place.h"

enum job_step {
	JOB_JUDGE, /* not looked at yet */
	JOB_WRITE, /* the right map, or a link to it, is to be put there */
	JOB_PUT,   /* and the stamp says so */
	JOB_DONE,
};

struct job {
	const struct place_policy *policy;
	struct place_room *room;
	enum job_step step[PLACES];
	struct stamp_entry was[PLACES]; /* what was known when it was judged; no path: nothing */
	bool noted;                     /* the stamp has to be written anew */
	int result;                     /* the first error */
	enum { CARRIED_UNKNOWN, CARRIED_RIGHT, CARRIED_WRONG } carried;
};

/* "ROOT/path" into ATOMIC_PATH bytes. */
int job_path(const struct job *job, const char *path, char *ret_path);

void job_say(const struct job *job, const char *path, const char *what);
/* What goes wrong at one place does not keep the others from theirs. */
void job_fail(struct job *job, const char *path, int err, const char *what);
/* Notes in the stamp what the file at a place is now. */
void job_note(struct job *job, const char *path, enum stamp_state state);

/* Whether the stamp is of the kernel that runs. */
bool job_is_of_this_kernel(const struct job *job);

/* sysmap/judge.c: what has to be done with a place. What stays is said and noted. */
enum job_step judge_place(struct job *job, const struct place *place);

/* sysmap/source.c: writes the right map to `fd`, wherever it is to be had. */
int source_write(struct job *job, int fd);
/* What an error of source_write() means. */
const char *source_error_text(int err);

#endif
