// SPDX-License-Identifier: GPL-2.0
/* System call layer: processes, signals, waiting, time. */
#include "lib/sys.h"

#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/syscall.h"

static int kept; /* closed in children; 0: none */

void sys_fork_without(int fd)
{
	kept = fd;
}

pid_t sys_fork(void)
{
	pid_t pid = or_errno(fork());

	if (pid == 0 && kept)
		sys_close(kept);
	return pid;
}

void sys_exit(int status)
{
	_exit(status);
}

int sys_exec(const char *path, char *const argv[], char *const envp[])
{
	return call3(__NR_execve, path, argv, envp);
}

pid_t sys_reap(int *ret_status)
{
	return call4(__NR_wait4, -1, ret_status, WNOHANG, NULL);
}

pid_t sys_wait_for(pid_t pid, int *ret_status)
{
	pid_t got;

	do
		got = call4(__NR_wait4, pid, ret_status, 0, NULL);
	while (got == -EINTR);
	return got;
}

int sys_kill(pid_t pid, int signal)
{
	return call2(__NR_kill, pid, signal);
}

/* LINUX_REBOOT_MAGIC1 and 2 */
int sys_reboot(unsigned command, const char *argument)
{
	return call4(__NR_reboot, 0xfee1dead, 672274793, command, argument);
}

void sys_sync(void)
{
	call0(__NR_sync);
}

pid_t sys_getpid(void)
{
	return call0(__NR_getpid);
}

pid_t sys_setsid(void)
{
	return call0(__NR_setsid);
}

/* setpriority(PRIO_PROCESS, self) */
int sys_nice(int nice)
{
	return call3(__NR_setpriority, 0, 0, nice);
}

enum { SET_NAME = 15 }; /* PR_SET_NAME */

void sys_set_name(const char *name)
{
	call2(__NR_prctl, SET_NAME, name);
}

static void wake_up(int signal)
{
	(void)signal; /* only interrupts ppoll() */
}

static int set_handler(int signal, void (*handler)(int))
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = handler;
	return or_errno(sigaction(signal, &action, NULL));
}

/* The timer repeats every second, in case the first signal arrives before flock() is called. */
int sys_lock(int fd, int seconds)
{
	const struct itimerval none = {.it_interval = {0}};
	const struct itimerval limit = {.it_value.tv_sec = seconds, .it_interval.tv_sec = 1};
	int err = set_handler(SIGALRM, wake_up);

	if (!err)
		err = or_errno(setitimer(ITIMER_REAL, &limit, NULL));
	if (!err)
		err = call2(__NR_flock, fd, LOCK_EX);
	(void)setitimer(ITIMER_REAL, &none, NULL);
	(void)set_handler(SIGALRM, SIG_DFL);
	return err == -EINTR ? -ETIMEDOUT : err;
}

/* Blocked except in sys_poll(), so that none is lost between a check and the wait. */
static const int taken[] = {SIGTERM, SIGINT, SIGUSR1, SIGUSR2};

enum { TAKEN = sizeof(taken) / sizeof(taken[0]) };

static volatile sig_atomic_t taken_last;

static void note_signal(int signal)
{
	taken_last = signal;
}

int sys_signal_taken(void)
{
	int signal = taken_last;

	taken_last = 0; /* no race: blocked except in sys_poll() */
	return signal;
}

static int block_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (int i = 0; i < TAKEN; i++)
		sigaddset(&set, taken[i]);
	return or_errno(sigprocmask(how, &set, NULL));
}

/* Terminal signals must not stop or end PID 1; sys_signals_reset() restores their defaults. */
static const int ignored[] = {SIGQUIT, SIGTSTP, SIGHUP, SIGPIPE};

int sys_signals_init(void)
{
	int err = block_signals(SIG_BLOCK);

	if (!err)
		err = set_handler(SIGCHLD, wake_up);
	for (int i = 0; !err && i < TAKEN; i++)
		err = set_handler(taken[i], note_signal);
	for (size_t i = 0; !err && i < sizeof(ignored) / sizeof(ignored[0]); i++)
		err = set_handler(ignored[i], SIG_IGN);
	return err;
}

int sys_signals_reset(void)
{
	int err = set_handler(SIGCHLD, SIG_DFL);

	for (int i = 0; !err && i < TAKEN; i++)
		err = set_handler(taken[i], SIG_DFL);
	for (size_t i = 0; !err && i < sizeof(ignored) / sizeof(ignored[0]); i++)
		err = set_handler(ignored[i], SIG_DFL);
	return err ? err : block_signals(SIG_UNBLOCK);
}

/* 32-bit machines have separate calls for 64-bit time (asm-generic/unistd.h, 5.1). */
#ifndef __NR_clock_gettime64
#define __NR_clock_gettime64 __NR_clock_gettime
#endif
#ifndef __NR_ppoll_time64
#define __NR_ppoll_time64 __NR_ppoll
#endif

/*
 * klibc's ppoll() passes the size of its sigset_t, which is 4 on 32-bit machines; the kernel accepts
 * only the size of its own (set_user_sigmask(), kernel/signal.c, 6.1).
 */
int sys_poll(struct pollfd *fds, size_t count, int64_t timeout)
{
	const int64_t limit[2] = {timeout / SYS_SECOND, timeout % SYS_SECOND * 1000};
	const uint64_t no_signals = 0;

	return call5(__NR_ppoll_time64, fds, count, timeout < 0 ? NULL : limit, &no_signals,
		     sizeof(no_signals));
}

enum { REALTIME, MONOTONIC };

static int64_t read_clock(int clock)
{
	int64_t parts[2] = {0, 0}; /* struct __kernel_timespec: seconds and nanoseconds */

	call2(__NR_clock_gettime64, clock, parts); /* cannot fail: both clocks always exist */
	return parts[0] * 1000000 + parts[1] / 1000;
}

int64_t sys_now(void)
{
	return read_clock(MONOTONIC);
}

int64_t sys_wall(void)
{
	return read_clock(REALTIME);
}
