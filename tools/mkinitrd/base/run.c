// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"

enum { STATUS_NOT_RUN = 127 };

static void use(int fd, int as)
{
	if (fd >= 0)
		dup2(fd, as);
}

static _Noreturn void become(char *const argv[], const char *package, const struct run_fds *fds)
{
	const char *path = getenv("PATH");
	char *longer = alloc_text("%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin");

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a machine may run for ever */
	use(fds->in, STDIN_FILENO);
	use(fds->out, STDOUT_FILENO);
	use(fds->err, STDERR_FILENO);
	setenv("PATH", longer, 1);
	if (chdir("/") < 0)
		_exit(STATUS_NOT_RUN);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "cannot run %s: %m; install the package %s\n", argv[0], package);
	_exit(STATUS_NOT_RUN);
}

static int wait_for(pid_t child, const char *name)
{
	int status;

	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return report_error("cannot run %s: %m", name);
		if (interrupt_came())
			kill(child, SIGTERM);
	}
	if (interrupt_check() < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : RUN_SIGNAL;
}

/*
 * Returns whether it has killed the program. A signal to this process ends the wait, too. Without
 * pidfd_open(2), before Linux 5.3, the wait takes the whole time. musl has no function for it.
 */
static bool limit(pid_t child, unsigned seconds)
{
	struct pollfd end = {.fd = syscall(SYS_pidfd_open, child, 0), .events = POLLIN};
	bool over = poll(&end, 1, seconds * 1000) != 1;

	if (over)
		kill(child, SIGKILL);
	if (end.fd >= 0)
		close(end.fd);
	return over;
}

int run_limited(char *const argv[], const char *package, const struct run_fds *fds,
		unsigned seconds)
{
	pid_t child;
	bool over;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0)
		become(argv, package, fds);
	if (child < 0)
		return report_error("cannot run %s: %m", argv[0]);
	over = seconds && limit(child, seconds);
	status = wait_for(child, argv[0]);
	return over && status == RUN_SIGNAL ? RUN_TIMEOUT : status;
}

int run_program(char *const argv[], const char *package, const struct run_fds *fds)
{
	return run_limited(argv, package, fds, 0);
}
