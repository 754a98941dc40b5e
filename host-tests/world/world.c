// SPDX-License-Identifier: GPL-2.0
/* Runs a boot on the simulated kernel and collects its log. */
#include "host-tests/world/world.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host-tests/world/inner.h"
#include "lib/text.h"

enum { DIES_SILENT = 60000 }; /* milliseconds of real time without output */

/* As console_on_rootfs (init/main.c, 6.1). */
static void open_console(void)
{
	struct vfs_location location;
	int err, host = -1;
	const char *path = world_host("/dev/console", &location, &err);

	if (path && !w.world->console_after)
		host = open(path, O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd <= 2; fd++) {
		w.low[fd] = host < 0 ? -1 : fcntl(host, F_DUPFD, 3);
		w.highest = w.low[fd] > w.highest ? w.low[fd] : w.highest;
		w.fds[fd] = location;
	}
}

static _Noreturn void boot_here(const struct world *world, int (*boot)(int, char **, char **),
				char **argv, char **envp)
{
	char root[VFS_PATH];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, w.events))
		_exit(99);
	w.highest = w.events[1];
	signal(SIGPIPE, SIG_IGN);
	w.world = world;
	w.process = w.shared->processes = 1;
	w.shared->seq = 7;
	turns_start();
	snprintf(root, sizeof(root), "%s/old", world->dir);
	vfs_start(root, world->nullfs);
	open_console();
	_exit(boot(1, argv, envp));
}

/*
 * Reads all output of the boot's processes until the last of them has ended; excess output is
 * dropped.
 */
static void read_log(int fd, struct outcome *ret_outcome)
{
	static char rest[4096];
	size_t used = 0;
	ssize_t got = 1;

	while (got > 0) {
		struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
		size_t left = WORLD_LOG - 1 - used;

		if (poll(&poll_fd, 1, DIES_SILENT) == 0) {
			ret_outcome->hung = true;
			break;
		}
		got = left ? read(fd, ret_outcome->log + used, left) : read(fd, rest, sizeof(rest));
		if (got > 0 && left)
			used += got;
	}
	ret_outcome->log[used] = '\0';
}

static void take_outcome(struct outcome *ret_outcome)
{
	const struct shared *shared = w.shared;

	ret_outcome->hung = ret_outcome->hung || shared->turns.hung;
	ret_outcome->reset = shared->turns.limited;
	ret_outcome->failures = shared->failures;
	ret_outcome->call_count = shared->call_count;
	memcpy(ret_outcome->calls, shared->calls, shared->call_count * sizeof(shared->calls[0]));
}

void world_boot(const struct world *world, int (*boot)(int, char **, char **), char **argv,
		char **envp, struct outcome *ret_outcome)
{
	int log[2];
	pid_t pid;

	memset(ret_outcome, 0, sizeof(*ret_outcome));
	w.shared = mmap(NULL, sizeof(*w.shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	if (w.shared == MAP_FAILED || pipe(log))
		exit(99);
	w.log = log[1];
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		close(log[0]);
		boot_here(world, boot, argv, envp);
	}
	close(log[1]);
	read_log(log[0], ret_outcome);
	close(log[0]);
	if (ret_outcome->hung)
		kill(-pid, SIGKILL);
	waitpid(pid, &ret_outcome->status, 0);
	take_outcome(ret_outcome);
	munmap(w.shared, sizeof(*w.shared));
}

unsigned world_count(const struct outcome *outcome, const char *text)
{
	const char *rest = outcome->log, *line;
	unsigned count = 0;

	while (text_line(&rest, outcome->log + strlen(outcome->log), &line) >= 0)
		count += text_after(line, text) != NULL;
	return count;
}
