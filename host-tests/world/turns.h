/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The scheduler of the simulated kernel. Only one process of a boot runs at a time: it passes on
 * its turn when it waits or ends; after a fork, the parent continues when the child has done so. A
 * waiting process checks its condition on each turn. When all have checked in vain, the clock
 * advances to the first timeout; if there is none, the boot is over, and has hung if PID 1 is
 * waiting too.
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
		int64_t until;  /* when its wait ends; below 0: never, or it is not waiting */
		bool stuck;     /* in the kernel: no signal ends it */
		bool leader;    /* of a session */
		unsigned death; /* order of death among the dead */
	} list[TURNS];          /* PID 1 is the first */
	unsigned now;           /* whose turn it is; TURNS: the boot is over */
	unsigned in_vain;       /* number of checks since something happened */
	unsigned deaths;
	bool child_died; /* since PID 1 was last notified */
	bool hung;
	int64_t clock; /* microseconds */
	int64_t limit; /* when all processes end; 0: never */
	bool limited;  /* they have ended so */
};

/* For the process that is PID 1. */
void turns_start(void);
/* Returns 0 in the child; the parent continues when the child waits or has ended. */
pid_t turns_fork(void);
_Noreturn void turns_exit(int status);
/* Ends all processes. */
_Noreturn void turns_end(bool hung);
/* Ends them at a time, as the watchdog does. */
void turns_set_limit(int64_t limit);
/* The same as turns_end(), by PID 1, with its own status. */
_Noreturn void turns_panic(int status);
/* Makes this process a session leader. */
void turns_lead(void);
/*
 * Waits until `ready` (may be NULL) or until the time (below 0: never). Returns whether it is
 * ready.
 */
bool turns_wait(bool (*ready)(void *context), void *context, int64_t until);
/* Waits forever; a signal ends it unless it is `stuck`. */
_Noreturn void turns_hang(bool stuck);
/*
 * Reaps the child that died first, or only `pid`: returns its pid, 0 if none is dead, or -ECHILD.
 */
pid_t turns_reap(pid_t pid, int *ret_status);
int turns_kill(pid_t pid, int signal);

#endif
