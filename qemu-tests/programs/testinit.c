// SPDX-License-Identifier: GPL-2.0
/*
 * The real init of the test roots: reports its environment, and powers the machine off.
 *
 * The report is sent to the second serial port, which is not a console, as lines `key=value`; the
 * last is "end=". The expected values are in the cases of test_boot.py. It is linked statically
 * with klcc and needs no other files of the root. As /init of an initramfs it reports the
 * environment that the kernel provides.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "lib/syscall.h"

static FILE *port;

/* The time stamp of this line in the kernel log is the end of the measured boot. */
static void say_begin(void)
{
	static const char line[] = "testinit: begin\n";
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, line, sizeof(line) - 1) < 0)
		perror("testinit: /dev/kmsg");
	close(fd);
}

/* Microseconds, by the clock of boot.json. */
static long long now(void)
{
	struct timespec time = {0, 0};

	gangway_syscall(__NR_clock_gettime, CLOCK_MONOTONIC, (long)&time, 0, 0, 0, 0);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

/* The second serial port is ttyS1, unless the kernel's parameter testinit.port= names another. */
static const char *find_port(void)
{
	static char words[4096];
	FILE *file = fopen("/proc/cmdline", "r");
	char *port_name = NULL;

	if (file && fgets(words, sizeof(words), file))
		port_name = strstr(words, "testinit.port=");
	if (file)
		fclose(file);
	return port_name ? strtok(port_name + strlen("testinit.port="), " \n") : "/dev/ttyS1";
}

static int open_port(void)
{
	struct termios mode;
	int fd = open(find_port(), O_WRONLY | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &mode) < 0)
		return -1;
	mode.c_oflag &= ~OPOST;
	tcsetattr(fd, TCSANOW, &mode);
	port = fdopen(fd, "w");
	return port ? 0 : -1;
}

static void tell_strings(const char *key, char *const *strings)
{
	for (; *strings; strings++)
		fprintf(port, "%s=%s\n", key, *strings);
}

/* Whether it is the same file as /dev/console of the root, not another node of that device. */
static bool is_console(const struct stat *st)
{
	struct stat console;

	return stat("/dev/console", &console) == 0 && console.st_dev == st->st_dev &&
	       console.st_ino == st->st_ino;
}

/* fd=N MAJOR:MINOR [console] for a character device; otherwise fd=N TARGET of its link. */
static void tell_fd(const char *number)
{
	char path[280], target[256];
	struct stat st;
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/self/fd/%s", number);
	if (stat(path, &st) == 0 && S_ISCHR(st.st_mode)) {
		fprintf(port, "fd=%s %u:%u%s\n", number, major(st.st_rdev), minor(st.st_rdev),
			is_console(&st) ? " console" : "");
		return;
	}
	len = readlink(path, target, sizeof(target) - 1);
	target[len < 0 ? 0 : len] = '\0';
	fprintf(port, "fd=%s %s\n", number, target);
}

static bool is_number(const char *text, int number)
{
	char digits[12];

	snprintf(digits, sizeof(digits), "%d", number);
	return strcmp(text, digits) == 0;
}

/* All descriptors except that of the port and that of the directory. */
static void tell_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && !is_number(entry->d_name, fileno(port)) &&
		    !is_number(entry->d_name, dirfd(dir)))
			tell_fd(entry->d_name);
	if (dir)
		closedir(dir);
}

/* Reports a process left by the boot. PID 1 and kernel threads (no command line) are skipped. */
static void tell_process(const char *pid)
{
	char path[280], name[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/cmdline", pid);
	file = fopen(path, "r");
	if (!file)
		return;
	if (fread(name, 1, sizeof(name) - 1, file) > 0 && strcmp(pid, "1"))
		fprintf(port, "process=%s\n", name);
	fclose(file);
}

static void tell_processes(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			tell_process(entry->d_name);
	if (dir)
		closedir(dir);
}

/* Reports lines of a file: all of them, or those that begin with one of `starts`. */
static void tell_lines(const char *key, const char *path, const char *const *starts)
{
	static char line[4096];
	FILE *file = fopen(path, "r");

	while (file && fgets(line, sizeof(line), file)) {
		const char *const *start = starts;

		while (start && *start && strncmp(line, *start, strlen(*start)))
			start++;
		if (!start || *start)
			fprintf(port, "%s=%s", key, line);
	}
	if (file)
		fclose(file);
}

/* The lines of /init, gangway and this program in the kernel log. */
static void tell_log(void)
{
	static char log[1 << 20];
	int len = klogctl(3 /* SYSLOG_ACTION_READ_ALL */, log, sizeof(log) - 1);
	char *line, *rest = log;

	if (len < 0)
		return;
	while ((line = strsep(&rest, "\n")))
		if (strstr(line, "Run /init") || strstr(line, "gangway: ") ||
		    strstr(line, "testinit: "))
			fprintf(port, "log=%s\n", line);
}

static void tell_self(void)
{
	static const char *const status[] = {"SigBlk", "SigIgn", "SigCgt", "Umask", "PPid", NULL};
	char cwd[256];

	fprintf(port, "pid=%d\nsid=%d\npgid=%d\nnice=%d\n", getpid(), getsid(0), getpgrp(),
		getpriority(PRIO_PROCESS, 0));
	fprintf(port, "cwd=%s\n", getcwd(cwd, sizeof(cwd)) ? cwd : "?");
	tell_lines("status", "/proc/self/status", status);
}

static void wake(int signal)
{
	(void)signal;
}

/*
 * Waits for the children of gangway, which are now children of this process. If one cannot end,
 * timeout=SECONDS on the command line limits the wait (default: 30).
 */
static void wait_for_children(void)
{
	static const struct sigaction action = {.sa_handler = wake}; /* no SA_RESTART */
	const char *timeout = getenv("timeout");
	int status;

	sigaction(SIGALRM, &action, NULL);
	alarm(timeout ? atoi(timeout) : 30);
	while (waitpid(-1, &status, 0) > 0)
		fprintf(port, "child=%d\n", status);
	alarm(0);
}

/* mapper=DEVICE NAME of each device-mapper device. */
static void tell_mapper(void)
{
	DIR *dir = opendir("/sys/block");
	struct dirent *entry;
	char path[300], name[160];

	while (dir && (entry = readdir(dir))) {
		FILE *file;

		snprintf(path, sizeof(path), "/sys/block/%s/dm/name", entry->d_name);
		file = fopen(path, "r");
		if (!file)
			continue;
		if (fgets(name, sizeof(name), file))
			fprintf(port, "mapper=%s %s", entry->d_name, name);
		fclose(file);
	}
	if (dir)
		closedir(dir);
}

/* link=NAME TARGET of each link that a /dev has. */
static void tell_links(void)
{
	static const char *const links[] = {"/dev/fd", "/dev/stdin", "/dev/stdout", "/dev/stderr"};
	char target[64];

	for (unsigned i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		ssize_t len = readlink(links[i], target, sizeof(target));

		if (len > 0)
			fprintf(port, "link=%s %.*s\n", links[i], (int)len, target);
	}
}

/* state=LINE of the descriptor that is the argument of --deserialize, which it closes. */
static void tell_state(char *const *strings)
{
	static const char option[] = "--deserialize=";
	char text[256];
	ssize_t len;
	int fd;

	for (; *strings; strings++) {
		if (strncmp(*strings, option, sizeof(option) - 1))
			continue;
		fd = atoi(*strings + sizeof(option) - 1);
		if (lseek(fd, 0, SEEK_CUR) != 0) /* systemd 262 freezes */
			fprintf(port, "state=cannot seek\n");
		while ((len = read(fd, text, sizeof(text))) > 0)
			fprintf(port, "state=%.*s", (int)len, text);
		close(fd);
	}
}

/* A ramfs is unevictable, a tmpfs is shared memory. */
static void tell_memory(void)
{
	static const char *const memory[] = {"MemTotal", "MemFree", "Shmem:", "Unevictable", NULL};

	tell_lines("memory", "/proc/meminfo", memory);
}

/* A block device that is mounted cannot be opened exclusively. */
static void tell_ramdisk(void)
{
	int fd = open("/dev/ram0", O_RDONLY | O_EXCL);

	if (fd >= 0 || errno == EBUSY)
		fprintf(port, "ramdisk=%s\n", fd >= 0 ? "unused" : "mounted");
	if (fd >= 0)
		close(fd);
}

static int as_first_init(void)
{
	if (access(find_port(), W_OK) == 0)
		return 0;
	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	if (mount("proc", "/proc", "proc", 0, NULL) < 0)
		perror("testinit: /proc");
	return mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
}

/*
 * With the variable shutdown=VERB: as systemd-shutdown ends (252, src/shutdown/shutdown.c),
 * /run/initramfs becomes the root, and its program ends the system. Returns only on failure.
 */
static void leave(char *const *envp)
{
	static const char *const dirs[] = {"dev", "proc", "run", "sys", "oldroot"};
	static const char variable[] = "shutdown=";
	char *argv[] = {(char *)"/shutdown", NULL, NULL};

	for (; *envp && !argv[1]; envp++)
		if (strncmp(*envp, variable, sizeof(variable) - 1) == 0)
			argv[1] = *envp + sizeof(variable) - 1;
	if (!argv[1])
		return;
	if (chdir("/run/initramfs") < 0)
		perror("testinit: /run/initramfs");
	for (unsigned i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		char from[16];

		mkdir(dirs[i], 0755);
		snprintf(from, sizeof(from), "/%s", dirs[i]);
		if (i < 4 && mount(from, dirs[i], NULL, MS_BIND, NULL) < 0)
			perror(from);
	}
	if (pivot_root(".", "oldroot") < 0 || chroot(".") < 0 || chdir("/") < 0)
		perror("testinit: the root of the shutdown");
	execve(argv[0], argv, envp);
	perror("testinit: /shutdown");
}

int main(int argc, char **argv, char **envp)
{
	long long began = now();

	(void)argc;
	say_begin();
	if (as_first_init() < 0 || open_port() < 0) {
		perror("testinit: no port for the report");
		return 1;
	}
	fprintf(port, "began=%lld\n", began);
	tell_strings("arg", argv);
	tell_strings("env", envp);
	tell_state(argv);
	tell_fds();
	tell_self();
	wait_for_children();
	tell_lines("mount", "/proc/self/mountinfo", NULL);
	tell_lines("devkmsg", "/proc/sys/kernel/printk_devkmsg", NULL);
	tell_lines("expedited", "/sys/kernel/rcu_expedited", NULL);
	tell_lines("boot", "/run/gangway/boot.json", NULL);
	tell_links();
	tell_mapper();
	tell_memory();
	tell_ramdisk();
	tell_processes();
	tell_log();
	fputs("end=\n", port);
	fflush(port);
	tcdrain(fileno(port));
	sync();
	leave(envp);
	reboot(RB_POWER_OFF, NULL);
	return 1;
}
