// SPDX-License-Identifier: GPL-2.0
/* The simulated kernel's processes and programs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/world/inner.h"
#include "lib/syscall.h"
#include "lib/text.h"

pid_t sys_fork(void)
{
	pid_t pid;

	MAY_FAIL("process");
	if (w.world->processes && w.shared->processes >= w.world->processes)
		return -EAGAIN;
	fflush(NULL);
	w.shared->processes++;
	pid = turns_fork();
	if (pid == 0) {
		w.process = w.shared->processes;
		w.calls = 0;
		w.leader = false;
		if (w.kept)
			close(w.kept);
	}
	return pid;
}

void sys_fork_without(int fd)
{
	w.kept = fd;
}

/* For PID 1: the kernel panics before its files are closed (do_exit, kernel/exit.c, 6.1). */
void sys_exit(int status)
{
	if (w.process != 1)
		turns_exit(status);
	world_note("exit %d", status);
	turns_panic(status);
}

/* ---- the state in which a program is executed ------------------------------------------------ */

/* Compares device and inode: "dev/console", "closed". */
static const char *low_file(int fd)
{
	static char path[2 * VFS_PATH];
	int flags = w.low[fd] < 0 ? -1 : fcntl(w.low[fd], F_GETFD);
	struct stat open, named;

	if (flags < 0 || flags & FD_CLOEXEC)
		return "closed";
	if (w.fds[fd].mount < 0)
		return "pipe";
	vfs_host(&w.fds[fd], path);
	if (fstat(w.low[fd], &open) || stat(path, &named))
		return "deleted";
	if (open.st_dev != named.st_dev || open.st_ino != named.st_ino)
		return "replaced";
	return world_file_of(fd);
}

static void append(char *line, size_t size, const char *text)
{
	strncat(line, text, size - strlen(line) - 1);
}

static void note_fds(const char *path)
{
	char line[512] = "";

	for (int fd = 0; fd <= 2; fd++) {
		append(line, sizeof(line), " ");
		append(line, sizeof(line), low_file(fd));
	}
	world_note("%s of %s:%s", strstr(line, "closed") ? "closed fds" : "fds", path, line);
}

static void note_words(const char *what, const char *path, char *const words[])
{
	char line[512] = "";

	for (int i = 0; words[i]; i++) {
		append(line, sizeof(line), " ");
		append(line, sizeof(line), words[i]);
	}
	world_note("%s %s in %s:%s", what, path, strrchr(vfs_mounts[vfs_root.mount].host, '/') + 1,
		   line);
}

/* The only descriptor that gangway passes on besides 0 to 2: the state for systemd. */
enum { STATE_FD = 60 };

static void note_state(const char *path, char *const envp[])
{
	char mounts[512], cwd[2 * VFS_PATH];

	note_fds(path);
	if (fcntl(STATE_FD, F_GETFD) == 0)
		world_note("fd %d of %s", STATE_FD, path);
	note_words("environment of", path, envp);
	world_list_mounts(mounts, sizeof(mounts));
	world_note("mounts of %s:%s", path, mounts);
	vfs_host(&vfs_cwd, cwd);
	world_note("state of %s: in %s, nice %d, signals %s", path, cwd + strlen(w.world->dir) + 1,
		   w.nice, w.handlers ? "blocked" : "as the kernel gives them");
}

/* ---- programs ------------------------------------------------------------------------------ */

/* The helper of a container. */
static _Noreturn void open_container(char *const argv[])
{
	bool degraded = argv[1] && argv[2] && text_equal(argv[2], "degraded");

	if (w.world->helper_incomplete && !degraded)
		turns_exit(75);
	if (w.world->helper_hangs)
		turns_hang(false);
	if (!w.world->helper_status)
		world_disk_appears("dm-0");
	if (w.world->helper_works)
		(void)turns_wait(NULL, NULL, sys_now() + w.world->helper_works * SYS_SECOND);
	world_note("the helper ends");
	turns_exit(w.world->helper_status);
}

/* A file in /run/gangway. */
static void write_run(const char *name, const char *text)
{
	char path[64] = "/run/gangway/";
	int fd;

	(void)sys_mkdir("/run/gangway", 0755); /* it may exist */
	strcat(path, name);
	fd = sys_create(path, 0644);
	(void)sys_write(fd, text, strlen(text));
	sys_close(fd);
}

/* That of roothash=, which explains a failure, or what it waits for. */
static _Noreturn void verify_root(char *const argv[])
{
	if (w.world->helper_status != 9 && (w.world->helper_status || w.world->helper_hangs))
		write_run("cause", "roothash=: it is bad");
	open_container(argv);
}

static _Noreturn void count_boot(void)
{
	if (w.world->helper_hangs)
		turns_hang(true);
	if (w.world->trial_swaps)
		world_disk_swaps();
	turns_exit(w.world->trial_status);
}

static _Noreturn void end_with_cause(int status)
{
	if (status && w.world->helper_cause)
		write_run("cause", w.world->helper_cause);
	turns_exit(status);
}

/* It mounts, and may wait for a disk that does not respond. */
static _Noreturn void mount_below(void)
{
	if (w.world->helper_hangs)
		turns_hang(true);
	if (w.world->checks_long) {
		write_run("check", "");
		(void)turns_wait(NULL, NULL, sys_now() + 100 * SYS_SECOND);
	}
	end_with_cause(w.world->helper_status);
}

/* The shell runs a command, with a name that imitates another process's. */
static void run_command(void)
{
	char path[VFS_PATH];
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/99", w.world->dir);
	mkdir(path, 0755);
	strcat(path, "/stat");
	file = fopen(path, "w");
	if (!file)
		turns_exit(99);
	fprintf(file, "99 (dd) S 1 (x) R %d 99 1 0\n", getpid());
	fclose(file);
	(void)turns_wait(NULL, NULL, sys_now() + w.world->shell_works * SYS_SECOND);
	unlink(path);
}

static _Noreturn void run_shell(void)
{
	world_note("shell");
	w.shared->asked = w.world->shell_signal;
	if (w.world->shell_works)
		run_command();
	if (w.world->shell_stays)
		turns_hang(false);
	if (w.world->shell_unmounts)
		(void)world_let_go("/root"); /* it may not be mounted */
	if (w.world->shell_plugs)
		world_disk_appears("dm-0");
	if (w.world->shell_mounts) {
		(void)sys_mkdir("/root", 0755); /* it may exist */
		(void)sys_mount("/dev/sda", "/root", "ext4", 0, NULL);
	}
	if (++w.shared->shells > w.world->shells)
		turns_end(false); /* the user switches the machine off */
	turns_exit(0);
}

static int find_program(const char *path)
{
	struct vfs_location location;
	struct stat st;
	int err;
	const char *host = world_host(path, &location, &err);

	if (!host)
		return err;
	if (stat(host, &st))
		return -errno;
	if (!(st.st_mode & 0111))
		return -EACCES;
	return w.world->bad_init && text_equal(host + strlen(w.world->dir) + 1, w.world->bad_init)
		       ? -ENOEXEC
		       : 0;
}

static void close_on_exec(void)
{
	for (int fd = 3; fd <= w.highest; fd++)
		if (fcntl(fd, F_GETFD) & FD_CLOEXEC)
			close(fd);
}

int sys_exec(const char *path, char *const argv[], char *const envp[])
{
	int err;

	MAY_FAIL(path);
	err = find_program(path);
	if (err)
		return err;
	note_state(path, envp);
	if (text_equal(path, "/bin/sh") && w.process != 1) {
		if (w.world->shell_fails)
			return -ENOEXEC;
		run_shell();
	}
	note_words("exec", path, argv);
	if (text_equal(path, "/lib/gangway/trial"))
		count_boot();
	if (text_equal(path, "/lib/gangway/mounts"))
		mount_below();
	if (text_equal(path, "/lib/gangway/fsck"))
		end_with_cause(w.world->check_status);
	if (text_equal(path, "/lib/gangway/verity"))
		verify_root(argv);
	if (text_after(path, "/lib/gangway/"))
		open_container(argv);
	close_on_exec();
	if (w.process == 1)
		world_watchdog_release();
	turns_exit(0);
}

/* ---- children ------------------------------------------------------------------------------ */

pid_t sys_reap(int *ret_status)
{
	return turns_reap(-1, ret_status);
}

struct awaited {
	pid_t pid, got;
	int *status;
};

static bool has_ended(void *context)
{
	struct awaited *awaited = context;

	awaited->got = turns_reap(awaited->pid, awaited->status);
	return awaited->got != 0;
}

pid_t sys_wait_for(pid_t pid, int *ret_status)
{
	struct awaited awaited = {.pid = pid, .status = ret_status};

	MAY_FAIL("process");
	(void)turns_wait(has_ended, &awaited, -1);
	return awaited.got;
}

int sys_kill(pid_t pid, int signal)
{
	MAY_FAIL("process");
	return turns_kill(pid, signal);
}

pid_t sys_getpid(void)
{
	return w.process + w.world->linuxrc;
}

pid_t sys_setsid(void)
{
	MAY_FAIL("process");
	if (w.leader)
		return -EPERM;
	w.leader = true;
	turns_lead();
	return getpid();
}

int sys_nice(int nice)
{
	MAY_FAIL("process");
	w.nice = nice;
	return 0;
}

void sys_set_name(const char *name)
{
	(void)name;
}
