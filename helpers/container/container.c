// SPDX-License-Identifier: GPL-2.0
#include "helpers/container/container.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/sys.h"
#include "lib/text.h"

enum { STATUS_SIGNAL = 128 };

char **container_environment;

const char *container_variable(const char *name)
{
	for (char **at = container_environment; *at; at++) {
		const char *rest = text_after(*at, name);

		if (rest && *rest == '=')
			return rest + 1;
	}
	return "";
}

/* No udev is running: the programs must create device nodes themselves and not wait for it. */
static _Noreturn void become(char *const argv[], int in, int out)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", dm[] = "DM_DISABLE_UDEV=1",
		    md[] = "MDADM_NO_UDEV=1";
	static char *const envp[] = {path, dm, md, NULL};
	static const char *const dirs[] = {"/usr/sbin", "/sbin"};
	char file[64];

	if ((in >= 0 && sys_dup2(in, 0) < 0) || (out >= 0 && sys_dup2(out, 1) < 0))
		sys_exit(CONTAINER_NOT_RUN);
	for (unsigned i = 0; i < 2; i++)
		if (text_format(file, sizeof(file), "%s/%s", dirs[i], argv[0]) > 0)
			(void)sys_exec(file, argv, envp); /* only one of them exists */
	sys_exit(CONTAINER_NOT_RUN);
}

static int status_of(pid_t pid)
{
	int status;

	if (pid < 0 || sys_wait_for(pid, &status) < 0)
		return CONTAINER_NOT_RUN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_SIGNAL + WTERMSIG(status);
}

int container_run(char *const argv[])
{
	pid_t pid = sys_fork();

	if (pid == 0)
		become(argv, -1, -1);
	return status_of(pid);
}

int container_run_with(char *const argv[], const char *text, size_t len)
{
	int pipe[2], err = sys_pipe(pipe);
	pid_t pid;

	if (err < 0)
		return CONTAINER_NOT_RUN;
	(void)sys_write(pipe[1], text,
			len); /* fits the pipe's buffer; the program reports missing input */
	sys_close(pipe[1]);
	pid = sys_fork();
	if (pid == 0)
		become(argv, pipe[0], -1);
	sys_close(pipe[0]);
	return status_of(pid);
}

/* Reads to the end; excess output is discarded, so that the program does not block. */
static bool read_all(int fd, char *text, size_t size)
{
	char more[256];
	size_t len = 0;
	ssize_t got;
	bool fits = true;

	while ((got = sys_read(fd, more, sizeof(more))) > 0) {
		fits = fits && (size_t)got < size - len;
		if (fits)
			memcpy(text + len, more, got);
		len += fits ? got : 0;
	}
	text[fits ? len : 0] = '\0';
	return fits && !got;
}

int container_capture(char *const argv[], char *text, size_t size)
{
	int pipe[2], status;
	bool whole;
	pid_t pid;

	text[0] = '\0';
	if (sys_pipe(pipe) < 0)
		return CONTAINER_NOT_RUN;
	pid = sys_fork();
	if (pid == 0)
		become(argv, -1, pipe[1]);
	sys_close(pipe[1]);
	whole = pid > 0 && read_all(pipe[0], text, size);
	sys_close(pipe[0]);
	status = status_of(pid);
	if (!status && !whole)
		status = CONTAINER_FAILED;
	if (status)
		text[0] = '\0';
	return status;
}

int container_holders(const char *device, file_each_fn *each, void *context)
{
	const char *name = text_after(device, "/dev/");
	char path[96];

	if (!name || text_format(path, sizeof(path), "/sys/class/block/%s/holders", name) < 0)
		return -EINVAL;
	for (char *c = path + sizeof("/sys/class/block/") - 1;
	     c < path + sizeof("/sys/class/block/") - 1 + strlen(name); c++)
		if (*c == '/')
			*c = '!'; /* as in /sys */
	return file_each(SYS_CWD, path, each, context);
}
