// SPDX-License-Identifier: GPL-2.0
#include "host-tests/modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host-tests/tap.h"

const char *modules_tree(void)
{
	static char root[512];
	char *argv[] = {"/bin/sh", "host-tests/modules.sh", root, NULL};
	int status;
	pid_t pid;

	snprintf(root, sizeof(root), "%s", tap_path("tree"));
	pid = fork();
	if (pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		abort();
	return root;
}
