/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Child processes: the one way in which PID 1 runs something else, a program of the image or a
 * function of its own that may block.
 *
 *	static const struct child_plan plan = {.argv = argv, .envp = envp, .ended = helper_ended};
 *	err = child_start(b, &container->child, &plan);
 *
 * The end of a child is an event: events_wait() reaps it and calls `ended`. await.h waits for one
 * and logs what it waits for. Every child has descriptors 0 to 2: the console, or /dev/null if
 * there is none. struct child is the caller's; it must stay, and not be used again, while pid is
 * not 0.
 *
 * The children that load modules are the loader's own: drivers-load is below init, and runs without
 * an event loop as /sbin/modprobe.
 */
#ifndef INIT_CHILD_H
#define INIT_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct boot;

struct child {
	pid_t pid;     /* 0: it does not run */
	int status;    /* how it ended, as wait(2) has it */
	int error;     /* 0, or -errno: what the function returned, or why exec failed */
	int64_t began; /* when it was started */

	int64_t deadline; /* when it is killed; 0: never */
	bool program;     /* else a function */
	void (*ended)(struct boot *b, struct child *c);
	void *result;
	size_t size;
	int report; /* the pipe on which error and result arrive; -1 */
	struct child *next;
};

/* How to run a child: a program, or a function if `run` is set. */
struct child_plan {
	/*
	 * argv[0] is the path. A program leads a session of its own, has the signals that the
	 * kernel gives, and PID 1's environment if envp is NULL.
	 */
	char *const *argv, *const *envp;
	bool terminal; /* the console becomes its controlling terminal */

	/*
	 * The function returns 0 or -errno. Of all that it writes to memory, only `size` bytes at
	 * `result` reach PID 1, before `ended` is called. -EIO if the child died before.
	 */
	int (*run)(struct boot *b, void *context);
	void *context;
	void *result;
	size_t size;
	/*
	 * Called in the child if PID 1 has given it up (child_give_up()) or is no longer gangway.
	 */
	void (*undo)(struct boot *b, void *context);

	const char *name; /* of a function in ps, at most 15 characters */
	int seconds;      /* the child is killed after so many; 0: never */
	void (*ended)(struct boot *b, struct child *c); /* may be NULL */
};

/* 0 or -errno: no process or pipe could be had. Nothing has run then, and `ended` is not called. */
int child_start(struct boot *b, struct child *c, const struct child_plan *plan);
/* Sends a signal, to all of the session of a program. */
void child_kill(const struct child *c, int signal);
/*
 * Nobody waits for its result any more: what it does late, it undoes. Without `ended` the struct
 * may be used again at once. Whether the child still runs.
 */
bool child_give_up(struct boot *b, struct child *c);

/* Why it failed, in words for the failure report: "exit status 2". NULL: it did not fail. */
enum { CHILD_CAUSE_SIZE = 64 };
const char *child_cause(const struct child *c, char cause[CHILD_CAUSE_SIZE]);

/* For events.c. Whether `pid` was a child that child_start() started. */
bool child_reaped(struct boot *b, pid_t pid, int status);
/* Kills those whose time is over. Returns microseconds to the next deadline; below 0: none. */
int64_t child_deadlines(struct boot *b);

#endif
