// SPDX-License-Identifier: GPL-2.0
/*
 * The init of the guest that installs System.map under difficult conditions: /boot is mounted late,
 * read-only or full; two processes install at once, or one while another waits. Reports the
 * results; the expected ones are in test_sysmap.py.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "qemu-tests/programs/guestport.h"
#include "sysmap/install/install.h"

static const char stub[] = "ffffffffffffffff B The real System.map is in another package\n";
static FILE *port;
static struct install_workspace workspace;
static struct install_policy policy;
static char boot_map[128], lib_map[128];

static void tell_log(void *context, const char *path, const char *what)
{
	fprintf(port, "%s-log=%s: %s\n", (const char *)context, path, what);
}

/* Installs in a child, which exits with 0 or the errno. */
static pid_t start(const char *key, int64_t timeout)
{
	pid_t pid;

	policy = (struct install_policy){.root = "",
					 .machine = "",
					 .release = guest_release(),
					 .mode = 0600,
					 .image_map = -1,
					 .timeout = timeout,
					 .log = tell_log,
					 .context = (void *)key};
	fflush(port);
	pid = fork();
	if (pid == 0) {
		int err = install_run(&policy, &workspace);

		fflush(port);
		_exit(-err);
	}
	return pid;
}

/* KEY=status, and KEY-cpu-ms=N: waiting must not use CPU time. */
static void finish(const char *key, pid_t pid)
{
	struct rusage used;
	int status;

	wait4(pid, &status, 0, &used);
	fprintf(port, "%s=%d\n", key, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	fprintf(port, "%s-cpu-ms=%ld\n", key,
		(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000L +
			(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000L);
}

/* KEY-right=N: the number of the two paths that have the kernel's map. */
static void tell_right(const char *key)
{
	const char *const paths[] = {boot_map, lib_map};
	int right = 0;

	for (int i = 0; i < 2; i++) {
		int fd = sys_open(SYS_CWD, paths[i], O_RDONLY);
		struct match match = {.result = MATCH_NO};

		if (fd >= 0 && match_running("", fd, &workspace.match, &match) == 0)
			right += match.result == MATCH_YES;
		if (fd >= 0)
			sys_close(fd);
	}
	fprintf(port, "%s-right=%d\n", key, right);
}

/* KEY-boot=NAME: each file in /boot. */
static void tell_boot(const char *key)
{
	DIR *dir = opendir("/boot");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			fprintf(port, "%s-boot=%s\n", key, entry->d_name);
	if (dir)
		closedir(dir);
}

static void write_text(const char *path, const char *text)
{
	int fd = sys_create(path, 0600);

	if (fd < 0 || sys_write(fd, text, strlen(text)) < 0)
		fprintf(port, "error=cannot write %s\n", path);
	sys_close(fd);
}

/* Removes the installed maps, and unmounts /boot. */
static void clean_up(void)
{
	policy.log = tell_log;
	policy.context = (void *)"clean-up";
	install_remove(&policy, &workspace); /* fails if not everything was installed */
	umount("/boot");
	unlink(boot_map);
	unlink(lib_map);
	unlink("/etc/fstab");
}

static void mounted_late(void)
{
	pid_t pid;

	write_text("/etc/fstab", "/dev/sda1 /boot ext2 defaults 0 2\n");
	pid = start("late", 60000000);
	usleep(300000);
	mount("other", "/mnt", "tmpfs", 0, NULL); /* an unrelated mount event */
	usleep(700000);
	tell_boot("late-before");
	mount("boot", "/boot", "tmpfs", 0, NULL);
	finish("late", pid);
	tell_right("late");
	tell_boot("late");
	clean_up();
}

/* /boot is read-only until `meanwhile`, if any, has returned. */
static void for_a_while(const char *key, void (*meanwhile)(void))
{
	pid_t pid;

	mount("boot", "/boot", "tmpfs", MS_RDONLY, NULL);
	pid = start(key, 60000000);
	usleep(1000000);
	if (meanwhile)
		meanwhile();
	mount("boot", "/boot", "tmpfs", MS_REMOUNT, NULL);
	finish(key, pid);
	tell_right(key);
	tell_boot(key);
	clean_up();
}

static void read_only(void)
{
	for_a_while("ro", NULL);

	mount("boot", "/boot", "tmpfs", MS_RDONLY, NULL);
	finish("read-only", start("read-only", 500000));
	tell_right("read-only");
	tell_boot("read-only");
	clean_up();
}

/* While one process waits, another one does not. */
static void at_once(void)
{
	finish("at-once", start("at-once", 0));
	tell_right("at-once");
}

static void full(void)
{
	char text[256];

	mount("boot", "/boot", "tmpfs", 0, "size=64k");
	write_text(boot_map, stub);
	finish("full", start("full", 0));
	tell_right("full");
	tell_boot("full");
	fprintf(port, "full-whole=%d\n",
		file_read(boot_map, text, sizeof(text)) > 0 && strcmp(text, stub) == 0);
	mount("boot", "/boot", "tmpfs", MS_REMOUNT, "size=100m");
	finish("space", start("space", 0));
	tell_right("space");
	tell_boot("space");
	clean_up();
}

static void race(void)
{
	pid_t one = start("race", 0), two = start("race", 0);

	finish("race", one);
	finish("race", two);
	tell_right("race");
	tell_boot("race");
	finish("race-again", start("race-again", 0));
	clean_up();
	tell_right("race-removed");
}

int main(void)
{
	port = guest_begin();
	if (!port) {
		perror("installer: no port for the report");
		return 1;
	}
	mkdir("/etc", 0755);
	mkdir("/mnt", 0755);
	write_text("/boot/.keep", ""); /* an empty directory may be a mount point */
	snprintf(boot_map, sizeof(boot_map), "/boot/System.map-%s", guest_release());
	snprintf(lib_map, sizeof(lib_map), "/lib/modules/%s/System.map", guest_release());
	mounted_late();
	read_only();
	for_a_while("waits", at_once);
	full();
	race();
	guest_end(port);
	return 1;
}
