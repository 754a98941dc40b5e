/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Child processes. PID 1 runs everything else through this interface: programs of the image, and
 * its own functions that may block.
 *
 *	static const struct child_plan plan = {.argv = argv, .envp = envp, .ended = helper_ended};
 *	err = child_start(&b->children, &helper->child, &plan);
 *
 * The end of a child is an event: events_wait() reaps it and calls `ended`. await.h waits for one
 * child and logs what it waits for. Every child has descriptors 0 to 2: the console, or /dev/null
 * if there is none. The caller owns struct child; it must remain valid and must not be reused while
 * pid is not 0.
 *
 * The loader starts the children that load modules itself: drivers-load is a layer below init and
 * also runs without an event loop, as /sbin/modprobe.
 */
#ifndef INIT_BOOT_CHILD_H
#define INIT_BOOT_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct boot;

struct child {
	pid_t pid;     /* 0: not running */
	int status;    /* wait status, as in wait(2) */
	int error;     /* 0, or -errno from the function or from exec */
	int64_t began; /* start time */

	bool program; /* else a function */
	void (*ended)(struct boot *b, struct child *c);
	void *result;
	size_t size;
	int report; /* the pipe for error and result; -1 */
	struct child *next;
};

/* How to run a child: a program, or a function if `run` is set. */
struct child_plan {
	/* argv[0] is the path. A program runs in its own session, with the default signal handling. */
	char *const *argv, *const *envp;
	const char *terminal; /* the console that becomes its controlling terminal; NULL: none */

	/*
	 * The function returns 0 or -errno. Of its writes to memory, only `size` bytes at `result`
	 * reach PID 1, before `ended` is called. The error is -EIO if the child died before it
	 * reported.
	 */
	int (*run)(void *context);
	void *context;
	void *result;
	size_t size;
	/*
	 * Called in the child if PID 1 has given it up (child_give_up()) or has executed the real
	 * init.
	 */
	void (*undo)(void *context);

	const char *name; /* the function's process name, at most 15 characters */
	void (*ended)(struct boot *b, struct child *c); /* may be NULL */
};

/*
 * Adds the child to the list of running children. Returns 0, or -errno if fork() or pipe() fails;
 * then nothing runs, and `ended` is not called.
 */
int child_start(struct child **children, struct child *c, const struct child_plan *plan);
/* Sends a signal; to a program's whole session. */
void child_kill(const struct child *c, int signal);
/*
 * Drops the child's result; the child undoes what it completes later. Without `ended`, the struct
 * may be reused at once. Returns whether the child is still running.
 */
bool child_give_up(struct child **children, struct child *c);

/* For events.c, which then calls `ended`. NULL: child_start() has not started `pid`. */
struct child *child_reaped(struct child **children, pid_t pid, int status);

#endif
