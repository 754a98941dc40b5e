/* SPDX-License-Identifier: GPL-2.0 */
/* One placing, while it runs: shared by sysmap/place.c, judge.c, put.c, removal.c and source.c. */
#ifndef SYSMAP_JOB_H
#define SYSMAP_JOB_H

#include <stdbool.h>

#include "sysmap/mapdir.h"
#include "sysmap/place.h"

enum job_step {
	JOB_JUDGE,  /* not looked at yet */
	JOB_WRITE,  /* the right map, or a link to it, is to be put there */
	JOB_REMOVE, /* a link of ours leads astray, or a map of ours hides a mount point */
	JOB_DONE,
};

struct job {
	const struct place_policy *policy;
	struct place_room *room;
	enum job_step step[PLACES];
	struct sys_stat seen[PLACES]; /* what was there when it was judged; all 0: nothing */
	bool right[PLACES];           /* the kernel's map is there, or a link to it */
	bool noted;                   /* the stamp has to be written anew */
	bool left;                    /* somebody's wrong map stays */
	bool stamp_waits;             /* what has to wait does so for the stamp */
	int result;                   /* the first error */
	enum { CARRIED_UNKNOWN, CARRIED_RIGHT, CARRIED_WRONG } carried;
};

/*
 * Until the descriptor is closed nobody else places or removes in this system: the lock is on its
 * root folder, which is there whatever else is not, and which locks even if it is read-only. Where
 * the kernel has no such locks (CONFIG_FILE_LOCKING), nobody is kept away. -ETIMEDOUT: somebody
 * else holds it for longer than any placing takes, as every user can.
 */
int job_lock(const struct place_policy *policy);

/* "ROOT/path" into ATOMIC_PATH bytes, as mapdir_path(). */
int job_path(const struct job *job, const char *path, char *ret_path);
/* Remembers what lies at a place, links not followed; or says whether it is that no more. */
int job_look(struct job *job, const struct place *place);
bool job_has_changed(const struct job *job, const struct place *place);

void job_say(const struct job *job, const char *path, const char *what);
/* What goes wrong at one place does not keep the others from theirs. */
void job_fail(struct job *job, const char *path, int err, const char *what);
/*
 * Notes in the stamp what is known of a place, where nothing is pending then, or what is; the path
 * of `entry` needs not be set.
 */
void job_note(struct job *job, const struct place *place, const struct stamp_entry *entry);
/* The same of what was looked at there; `hash` may be 0. */
void job_note_seen(struct job *job, const struct place *place, enum stamp_state state,
		   uint64_t hash);
/* Notes that nothing is known of a place, and nothing pending there. */
void job_forget(struct job *job, const struct place *place);

/* Whether the stamp is of the kernel that runs. */
bool job_is_of_this_kernel(const struct job *job);

/* sysmap/judge.c: what has to be done with a place. What stays is said and noted. */
enum job_step judge_place(struct job *job, const struct place *place, enum mapdir dir);

/* sysmap/put.c: does it. -EROFS: it has to wait; what else goes wrong is said and noted. */
int put_place(struct job *job, const struct place *place);

/* sysmap/source.c: writes the right map to `fd`, wherever it is to be had. */
int source_write(struct job *job, int fd, struct digest *ret_digest);
/* What an error of source_write() means. */
const char *source_error_text(int err);

#endif
