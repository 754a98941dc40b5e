// SPDX-License-Identifier: GPL-2.0
#include "host-tests/world/turns.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host-tests/world/inner.h"
#include "lib/syscall.h"

/* waitid(2): by pid; the child stays a zombie. */
enum { BY_PID = 1, ZOMBIE_STAYS = 0x01000004 /* WNOWAIT | WEXITED */ };

enum { STATUS_OVER = 98 };

static unsigned own; /* the index of this process */

static struct turns *all(void)
{
	return &w.shared->turns;
}

/* ---- whose turn it is ---------------------------------------------------------------------- */

static void hand_to(unsigned turn)
{
	__atomic_store_n(&all()->now, turn, __ATOMIC_SEQ_CST);
	call3(__NR_futex, &all()->now, FUTEX_WAKE, TURNS);
}

static void await_turn(void)
{
	unsigned now;

	while ((now = __atomic_load_n(&all()->now, __ATOMIC_SEQ_CST)) != own) {
		if (now == TURNS)
			_exit(STATUS_OVER);
		call4(__NR_futex, &all()->now, FUTEX_WAIT, now, NULL);
	}
}

/* The next process that is alive; TURNS: none. */
static unsigned next(void)
{
	for (unsigned i = 1; i <= TURNS; i++)
		if (all()->list[(own + i) % TURNS].state == TURN_ALIVE)
			return (own + i) % TURNS;
	return TURNS;
}

static unsigned count_alive(void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < TURNS; i++)
		count += all()->list[i].state == TURN_ALIVE;
	return count;
}

_Noreturn void turns_end(bool hung)
{
	all()->hung = all()->hung || hung;
	hand_to(TURNS);
	_exit(STATUS_OVER);
}

void turns_set_limit(int64_t limit)
{
	all()->limit = limit;
}

_Noreturn void turns_panic(int status)
{
	hand_to(TURNS);
	_exit(status);
}

static void pass_time(void)
{
	int64_t first = -1;

	for (struct turn *t = all()->list; t < all()->list + TURNS; t++)
		if (t->state == TURN_ALIVE && t->until >= 0 && (first < 0 || t->until < first))
			first = t->until;
	all()->limited = all()->limit && (first < 0 || first > all()->limit);
	if (all()->limited)
		turns_end(false);
	if (first < 0)
		turns_end(all()->list[0].state == TURN_ALIVE);
	all()->clock = first;
	all()->in_vain = 0;
}

bool turns_wait(bool (*ready)(void *context), void *context, int64_t until)
{
	struct turn *t = &all()->list[own];
	bool is_ready;

	while (!(is_ready = ready && ready(context)) && (until < 0 || all()->clock < until)) {
		t->until = until;
		if (++all()->in_vain > count_alive())
			pass_time();
		hand_to(next());
		await_turn();
	}
	t->until = -1;
	all()->in_vain = 0;
	return is_ready;
}

_Noreturn void turns_hang(bool stuck)
{
	all()->list[own].stuck = stuck;
	for (;;)
		(void)turns_wait(NULL, NULL, -1);
}

/* ---- processes ----------------------------------------------------------------------------- */

void turns_start(void)
{
	all()->clock = SYS_SECOND;
	all()->list[0] = (struct turn){.state = TURN_ALIVE, .pid = getpid(), .until = -1};
}

void turns_lead(void)
{
	all()->list[own].leader = true;
}

static unsigned find_free(void)
{
	unsigned i = 1;

	while (i < TURNS && all()->list[i].state != TURN_FREE)
		i++;
	return i;
}

pid_t turns_fork(void)
{
	unsigned turn = find_free();
	pid_t pid;

	if (turn == TURNS)
		return -EAGAIN;
	all()->list[turn] = (struct turn){.state = TURN_ALIVE, .until = -1};
	pid = fork();
	if (pid == 0) {
		own = turn;
		await_turn();
		return 0;
	}
	if (pid < 0) {
		all()->list[turn].state = TURN_FREE;
		return -errno;
	}
	all()->list[turn].pid = pid;
	all()->in_vain = 0;
	hand_to(turn);
	await_turn();
	return pid;
}

/* Only PID 1 has children, and a PID 1 that has ended or executed the real init reaps none. */
static void die(struct turn *t)
{
	t->state = all()->list[0].state == TURN_ALIVE ? TURN_DEAD : TURN_FREE;
	t->death = ++all()->deaths;
	all()->child_died = true;
	all()->in_vain = 0;
}

/* Closes the ends of pipes before any other process checks them. */
_Noreturn void turns_exit(int status)
{
	unsigned turn;

	for (int fd = 3; fd <= w.highest; fd++)
		if (fd != w.log)
			close(fd);
	if (!own)
		all()->list[0].state = TURN_FREE;
	else
		die(&all()->list[own]);
	turn = next();
	if (turn < TURNS)
		hand_to(turn);
	_exit(status);
}

pid_t turns_reap(pid_t pid, int *ret_status)
{
	struct turn *first = NULL;
	bool any = false;

	for (struct turn *t = all()->list + 1; t < all()->list + TURNS; t++) {
		if (t->state == TURN_FREE || (pid > 0 && t->pid != pid))
			continue;
		any = true;
		if (t->state == TURN_DEAD && (!first || t->death < first->death))
			first = t;
	}
	if (!first)
		return any ? 0 : -ECHILD;
	first->state = TURN_FREE;
	return or_errno(waitpid(first->pid, ret_status, 0));
}

int turns_kill(pid_t pid, int signal)
{
	struct turn *t = all()->list;
	pid_t one = pid < 0 ? -pid : pid;

	while (t < all()->list + TURNS && (t->state == TURN_FREE || t->pid != one))
		t++;
	if (t == all()->list + TURNS || (pid < 0 && !t->leader))
		return -ESRCH;
	if (t->state == TURN_DEAD || t->stuck)
		return 0; /* delivered when the call returns, which it does not */
	if (kill(one, signal))
		return -errno;
	call5(__NR_waitid, BY_PID, one, NULL, ZOMBIE_STAYS, NULL);
	die(t);
	return 0;
}
