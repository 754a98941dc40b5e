// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <sys/wait.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "tools/opener/opener.h"

enum { STATUS_NOT_RUN = 127, STATUS_SIGNAL = 128 };

static const struct {
	const char *type;
	int (*open)(char *device);
} ways[] = {
	{"crypto_LUKS", luks_open},   {"LVM2_member", lvm_open},    {"linux_raid_member", md_open},
	{"ddf_raid_member", md_open}, {"isw_raid_member", md_open},
};

static char **environment;

const char *opener_variable(const char *name)
{
	for (char **at = environment; *at; at++) {
		const char *rest = text_after(*at, name);

		if (rest && *rest == '=')
			return rest + 1;
	}
	return "";
}

/* There is no udev that would make nodes and wait to be told. */
static _Noreturn void become(char *const argv[])
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", dm[] = "DM_DISABLE_UDEV=1",
		    md[] = "MDADM_NO_UDEV=1";
	static char *const envp[] = {path, dm, md, NULL};
	static const char *const folders[] = {"/usr/sbin", "/sbin"};
	char file[64];

	for (unsigned i = 0; i < 2; i++)
		if (text_format(file, sizeof(file), "%s/%s", folders[i], argv[0]) > 0)
			(void)sys_exec(file, argv, envp); /* it is in one of them */
	sys_exit(STATUS_NOT_RUN);
}

int opener_run(char *const argv[])
{
	pid_t pid = sys_fork();
	int status;

	if (pid == 0)
		become(argv);
	if (pid < 0 || sys_wait_for(pid, &status) < 0)
		return STATUS_NOT_RUN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_SIGNAL + WTERMSIG(status);
}

int main(int argc, char **argv, char **envp)
{
	const char *slash = strrchr(argv[0], '/');
	const char *type = slash ? slash + 1 : argv[0];

	environment = envp;
	for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (text_equal(ways[i].type, type))
			return ways[i].open(argc > 1 ? argv[1] : NULL);
	return STATUS_NOT_RUN;
}
