// SPDX-License-Identifier: GPL-2.0
/*
 * The floor of `make bench`: a hard-coded init, which gangway is compared with.
 *
 * It loads /1.ko, /2.ko, ... one after another, mounts the disk that floor= names, and executes
 * /sbin/init. It reads no list, resolves no dependencies, searches nothing, waits only for a disk that
 * appears after its modules are loaded (NVMe, USB), and omits all checks that can be omitted: the rest
 * is the time of the kernel. With many disks the names are
 * not fixed, so floor= may also be a directory in /sys that contains only the name of the disk. With
 * expedite=1 it expedites RCU grace periods first, as gangway does.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static const char *disk_in(const char *dir)
{
	static char path[sizeof("/dev/") + 255];
	struct dirent *entry;
	DIR *stream;

	mount("sysfs", "/sys", "sysfs", 0, NULL);
	stream = opendir(dir);
	while (stream && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
	return path;
}

static int expedite(void)
{
	int fd;

	if (!getenv("expedite"))
		return -1;
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	fd = open("/sys/kernel/rcu_expedited", O_WRONLY | O_CLOEXEC);
	if (write(fd, "1", 1) < 0)
		_exit(3);
	return fd;
}

int main(int argc, char **argv, char **envp)
{
	const char *disk = getenv("floor"); /* the kernel passes unknown parameters */
	int expedited;

	(void)argc;
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	expedited = expedite();
	for (int number = 1; load(number) == 0; number++)
		;
	if (strncmp(disk, "/sys/", 5) == 0)
		disk = disk_in(disk);
	while (mount(disk, "/root", "ext3", MS_RDONLY, NULL) < 0) {
		if (errno != ENOENT)
			return 1;
		usleep(1000);
	}
	mount("/dev", "/root/dev", NULL, MS_MOVE, NULL);
	if (chdir("/root") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0)
		return 2;
	if (expedited >= 0 && write(expedited, "0", 1) < 0)
		return 3;
	argv[0] = "/sbin/init";
	return execve(argv[0], argv, envp);
}
