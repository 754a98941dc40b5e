// SPDX-License-Identifier: GPL-2.0
/* Processes and signals of the running kernel, as PID 1 uses them. */
#include "lib/sys.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host-tests/tap.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Forks a child that leads a session, as helpers and shells do, and ends on request. */
static pid_t start(int ret_pipe[2])
{
	pid_t pid;
	char byte;

	sys_pipe(ret_pipe);
	pid = sys_fork();
	if (pid == 0) {
		sys_close(ret_pipe[1]);
		sys_exit(sys_setsid() == sys_getpid() && sys_read(ret_pipe[0], &byte, 1) == 0 ? 7
											      : 1);
	}
	sys_close(ret_pipe[0]);
	return pid;
}

/* SIGCHLD is blocked except during sys_poll(). */
static void children(void)
{
	int pipe[2], status = 0;
	pid_t pid;

	tap_num(sys_reap(&status), -ECHILD, "no child");
	pid = start(pipe);
	tap_num(sys_reap(&status), 0, "a child that runs is not waited for");
	sys_close(pipe[1]);
	tap_num(sys_poll(NULL, 0, 60 * SYS_SECOND), -EINTR, "its end interrupts the wait");
	tap_ok(sys_reap(&status) == pid, "it is reaped, in any session");
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 7, "its status");
	pid = start(pipe);
	sys_close(pipe[1]);
	tap_ok(sys_wait_for(pid, &status) == pid && WEXITSTATUS(status) == 7,
	       "a child that is waited for");
	sys_poll(NULL, 0, 0); /* takes its signal */
}

/* The child ends with 7 if the descriptor is closed in it, as the parent's is not. */
static void private_descriptor(void)
{
	int status = 0, fd = sys_open(SYS_CWD, "/dev/null", O_RDONLY);
	pid_t pid;
	char byte;

	sys_fork_without(fd);
	pid = sys_fork();
	if (pid == 0)
		sys_exit(sys_read(fd, &byte, 1) == -EBADF ? 7 : 1);
	sys_wait_for(pid, &status);
	tap_num(WEXITSTATUS(status), 7, "a descriptor that children do not get");
	tap_num(sys_read(fd, &byte, 1), 0, "it is open in the parent");
	sys_fork_without(0);
	sys_close(fd);
	sys_poll(NULL, 0, 0);
}

static void polling(void)
{
	struct pollfd poll = {.events = POLLIN};
	int64_t begin = sys_now();
	int pipe[2];

	sys_pipe(pipe);
	poll.fd = pipe[0];
	tap_num(sys_poll(&poll, 1, 1100000), 0, "a wait that ends by its time");
	tap_ok(sys_now() - begin >= 1100000 && sys_now() - begin < 60 * SYS_SECOND,
	       "not before and not much later");
	tap_ok(llabs(sys_wall() / SYS_SECOND - (int64_t)time(NULL)) <= 2, "the wall clock");
	sys_write(pipe[1], "x", 1);
	tap_num(sys_poll(&poll, 1, -1), 1, "a descriptor with data ends a wait without limit");
	sys_close(pipe[0]);
	sys_close(pipe[1]);
}

/* Each of these ends a wait, once; the terminal's cannot stop or end PID 1. */
static void signals(void)
{
	static const int taken[] = {SIGTERM, SIGINT, SIGUSR1, SIGUSR2};
	static const int ignored[] = {SIGQUIT, SIGTSTP, SIGHUP, SIGPIPE};

	for (unsigned i = 0; i < COUNT(taken); i++) {
		sys_kill(sys_getpid(), taken[i]);
		tap_num(sys_signal_taken(), 0, "signal %d is blocked between waits", taken[i]);
		tap_num(sys_poll(NULL, 0, 60 * SYS_SECOND), -EINTR, "it interrupts the next one");
		tap_num(sys_signal_taken(), taken[i], "and is returned");
		tap_num(sys_signal_taken(), 0, "once");
	}
	for (unsigned i = 0; i < COUNT(ignored); i++) {
		sys_kill(sys_getpid(), ignored[i]);
		tap_num(sys_poll(NULL, 0, 0), 0, "signal %d is ignored", ignored[i]);
	}
}

/* What a program finds that PID 1 starts: no signal is blocked, ignored or handled. */
static void reset(void)
{
	static const int all[] = {SIGCHLD, SIGTERM, SIGINT, SIGUSR1, SIGUSR2,
				  SIGQUIT, SIGTSTP, SIGHUP, SIGPIPE};
	sigset_t blocked;

	tap_num(sys_signals_reset(), 0, "signals are reset");
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (unsigned i = 0; i < COUNT(all); i++) {
		struct sigaction action;

		sigaction(all[i], NULL, &action);
		tap_ok(action.sa_handler == SIG_DFL && !sigismember(&blocked, all[i]),
		       "signal %d has its default", all[i]);
	}
}

static void own_name(void)
{
	char name[16] = "";

	sys_set_name("gangway-test");
	prctl(PR_GET_NAME, name);
	tap_str(name, "gangway-test", "the name of the process");
}

static void priority(void)
{
	int status = 0;
	pid_t pid = sys_fork();

	if (pid == 0)
		sys_exit(sys_nice(19) == 0 && getpriority(PRIO_PROCESS, 0) == 19 ? 3 : 1);
	sys_wait_for(pid, &status);
	tap_num(WEXITSTATUS(status), 3, "the priority of the process itself");
}

int main(void)
{
	tap_num(sys_signals_init(), 0, "signals are set up");
	children();
	private_descriptor();
	polling();
	signals();
	reset();
	own_name();
	priority();
	return tap_done();
}
