// SPDX-License-Identifier: GPL-2.0
/*
 * The floor that `make bench` measures gangway against: an init that knows everything beforehand.
 *
 * It loads /1.ko, /2.ko, ... one after another, mounts the disk that the machine has, and
 * executes /sbin/init. No list, no dependency, no search, no wait, no word of the command line,
 * no check that anybody could do without: what remains is what the kernel itself needs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/syscall.h"

static int load(int number)
{
	char path[16];
	int fd;

	snprintf(path, sizeof(path), "/%d.ko", number);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	gangway_syscall(__NR_finit_module, fd, (long)"", 0, 0, 0, 0);
	return close(fd);
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	for (int number = 1; load(number) == 0; number++)
		;
	if (mount("/dev/vda", "/root", "ext3", MS_RDONLY, NULL) < 0 &&
	    mount("/dev/sda", "/root", "ext3", MS_RDONLY, NULL) < 0)
		return 1;
	mount("/dev", "/root/dev", NULL, MS_MOVE, NULL);
	if (chdir("/root") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0)
		return 2;
	argv[0] = "/sbin/init";
	return execve(argv[0], argv, envp);
}
