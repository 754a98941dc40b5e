// SPDX-License-Identifier: GPL-2.0
#include "helpers/mounts/program.h"

#include "helpers/mounts/report.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"

enum { STATUS_NOT_RUN = 127 }; /* as in a shell */

int program_run(const char *const argv[])
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *const envp[] = {path, NULL};
	int status = 0, err;
	pid_t pid = sys_fork();

	if (pid == 0) {
		(void)sys_signals_reset();
		err = sys_exec(argv[0], (char *const *)argv, envp);
		(void)report(REPORT_CAUSE, "%s: %s", argv[0], error_text(err));
		sys_exit(STATUS_NOT_RUN);
	}
	err = pid < 0 ? pid : sys_wait_for(pid, &status);
	return err < 0 ? err : status;
}

int program_load_module(const char *module)
{
	char path[64];
	const char *const argv[] = {path, module, NULL};
	long err = file_read_value("/proc/sys/kernel/modprobe", path, sizeof(path));

	if (err >= 0)
		err = program_run(argv);
	return err < 0 ? err : 0;
}
