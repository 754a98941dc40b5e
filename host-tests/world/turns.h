/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The scheduler of the simulated kernel. Only one process of a boot runs at a time: it hands over
 * its turn when it waits or ends, and its parent goes on after a fork when the child has done so.
 * Who waits looks again whenever it is its turn. When all have looked in vain, the clock moves on
 * to the first time-out; if there is none, the boot is over, and hangs if PID 1 is among them.
 */
#ifndef HOST_TESTS_WORLD_TURNS_H
#define HOST_TESTS_WORLD_TURNS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { TURNS = 64 };

enum turn_state { TURN_FREE, TURN_ALIVE, TURN_DEAD };

struct turns {
	struct turn {
		enum turn_state state;
		pid_t pid;
		int64_t until;  /* when its wait ends; below 0: never, or it does not wait */
		bool stuck;     /* in the kernel: no signal ends it */
		bool leader;    /* of a session of its own */
		unsigned death; /* when it died, among the dead */
	} list[TURNS];          /* PID 1 is the first */
	unsigned now;           /* whose turn it is; TURNS: the boot is over */
	unsigned in_vain;       /* how many have looked since something happened */
	unsigned deaths;
	bool child_died; /* since PID 1 last heard of it */
	bool hung;
	int64_t clock; /* microseconds */
};

/* For the process that is PID 1. */
void turns_start(void);
/* 0 in the child; the parent goes on when that waits or has ended. */
pid_t turns_fork(void);
_Noreturn void turns_exit(int status);
/* Ends all processes. */
_Noreturn void turns_end(bool hung);
/* The same, by PID 1: with a status of its own. */
_Noreturn void turns_panic(int status);
/* This process leads a session. */
void turns_lead(void);
/* Until `ready` (may be NULL), or the time, which may be below 0: never. Whether it is ready. */
bool turns_wait(bool (*ready)(void *context), void *context, int64_t until);
/* For ever; a signal ends it unless it is `stuck`. */
_Noreturn void turns_hang(bool stuck);
/* The child that died first, or just that one: its pid, 0 if none is dead, -ECHILD. */
pid_t turns_reap(pid_t pid, int *ret_status);
int turns_kill(pid_t pid, int signal);

#endif
