// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"

enum { STATUS_SIGNAL = 128, STATUS_NOT_RUN = 127 };

static void use(int fd, int as)
{
	if (fd >= 0)
		dup2(fd, as);
}

static _Noreturn void become(char *const argv[], const char *package, const struct run_fds *fds)
{
	const char *path = getenv("PATH");
	char *longer = alloc_text("%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin");

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
	return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_SIGNAL;
}

int run_program(char *const argv[], const char *package, const struct run_fds *fds)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0)
		become(argv, package, fds);
	return child < 0 ? report_error("cannot run %s: %m", argv[0]) : wait_for(child, argv[0]);
}
