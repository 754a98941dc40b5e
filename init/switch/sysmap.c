// SPDX-License-Identifier: GPL-2.0
/*
 * Step sysmap: starts the image's helper for System.map, which works while the real init runs.
 *
 * Its current directory is the old root, which contains the image's map; its / is the new root. Its
 * standard output is a pipe that it closes when it no longer needs the old root.
 */
#include "init/switch/sysmap.h"

#include <errno.h>
#include <signal.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "lib/error.h"
#include "lib/sys.h"

#define HELPER "lib/gangway/sysmap" /* in the old root */

static int run(enum sysmap mode, int old_root, int pipe)
{
	const char *const argv[] = {HELPER, mode == SYSMAP_ALL ? "all" : "auto", NULL};
	char *const envp[] = {NULL};
	int null = sys_open(SYS_CWD, "/dev/null", O_RDWR);
	int err = null < 0 ? null : 0;

	for (int fd = 0; err >= 0 && fd <= 2; fd++)
		err = sys_dup2(fd == 1 ? pipe : null, fd);
	if (err >= 0)
		err = sys_signals_reset();
	if (!err)
		err = sys_fchdir(old_root);
	return err ? err : sys_exec(argv[0], (char *const *)argv, envp);
}

static int start(struct boot *b)
{
	int pipe[2];
	int err = sys_pipe(pipe);
	pid_t pid = err ? err : sys_fork();

	if (pid == 0) {
		err = run(b->config.sysmap, b->old_root, pipe[1]);
		log_error("/" HELPER ": %s", error_text(err));
		sys_exit(1);
	}
	if (!err)
		sys_close(pipe[1]);
	if (pid > 0) {
		b->sysmap = (struct sysmap_helper){pid, pipe[0]};
		return 0;
	}
	if (!err)
		sys_close(pipe[0]);
	return boot_fail_error(b, pid, "/" HELPER ": cannot be started");
}

int sysmap_step(struct boot *b)
{
	struct sys_stat st;
	int err;

	if (b->config.sysmap == SYSMAP_OFF)
		return 0;
	err = sys_stat(b->old_root, HELPER, 0, &st);
	if (!err)
		return start(b);
	if (err != -ENOENT)
		return boot_fail_error(b, err, "/" HELPER);
	log_info("System.map is not installed: the image has no /" HELPER);
	return 0;
}

void sysmap_wait_opened(const struct sysmap_helper *helper)
{
	char byte;

	if (helper->pid > 0)
		(void)sys_read(helper->pipe, &byte, 1); /* waits for end of file */
}

void sysmap_stop(struct sysmap_helper *helper)
{
	if (helper->pid <= 0)
		return;
	(void)sys_kill(helper->pid, SIGKILL); /* it replaces files atomically */
	sys_close(helper->pipe);
	helper->pid = 0;
}
