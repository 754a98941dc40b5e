// SPDX-License-Identifier: GPL-2.0
/* Installation while other programs write, and after a power cut. */
#include "sysmap/install/install.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "host-tests/fake/fakemachine.h"
#include "host-tests/fake/fakesystem.h"
#include "host-tests/tap.h"
#include "lib/sys.h"

static void replace_boot(void *context, const char *path, const char *what)
{
	system_remember(context, path, what);
	system_write(BOOT, "created meanwhile\n");
}

/* The stub in /boot is already classified when the message about the other path is logged. */
static void changed_meanwhile(void)
{
	system_new("meanwhile");
	system_write(BOOT, system_stub);
	system_write(LIB, "my own\n");
	system_policy.log = replace_boot;
	tap_num(system_install(), -EAGAIN, "a stub is replaced after it was classified");
	tap_str(system_log,
		LIB ": not replaced: not a valid map\n" BOOT
		    ": not installed: it was changed meanwhile\n",
		"which is logged");
	tap_str(system_text(BOOT), "created meanwhile\n", "and the new file is left unchanged");
	tap_str(system_text(BOOT ".gangway.new"), "", "no temporary file is left");
	system_policy.log = system_remember;
	tap_ok(!install_is_done(&system_policy, &system_room), "the next boot classifies it again");
}

static void one_at_a_time(void)
{
	int lock, other, status = -1;
	pid_t pid;

	system_new("locked");
	lock = sys_open(SYS_CWD, system_root, O_RDONLY | O_DIRECTORY);
	tap_num(sys_lock(lock, 1), 0, "a free lock");
	pid = sys_fork();
	if (pid == 0) {
		sys_close(lock);
		sys_exit(system_install() != 0);
	}
	other = sys_open(SYS_CWD, system_root, O_RDONLY | O_DIRECTORY);
	tap_num(sys_lock(other, 1), -ETIMEDOUT, "the wait for a held lock has a timeout");
	sys_close(other);
	tap_str(system_text(BOOT), "", "nothing is installed while another process holds it");
	sys_close(lock);
	sys_wait_for(pid, &status);
	tap_num(status, 0, "afterwards the map is installed");
	tap_str(system_text(BOOT), system_map, "in /boot");
}

/* Leftovers of a power cut are replaced, and links at their names are not followed. */
static void left_behind(void)
{
	struct sys_stat st = {0};

	system_new("left");
	system_write("/victim", "mine\n");
	sys_symlink("../victim", system_path(BOOT ".gangway.new"));
	sys_close(sys_create(system_path(LIB ".gangway.new"), 0666));
	system_write(MANIFEST ".gangway.new", "junk that is longer than a line of the manifest\n");
	tap_num(system_install(), 0, "leftovers do not prevent the installation");
	tap_str(system_text("/victim"), "mine\n", "nothing is written through a link");
	tap_str(system_text(BOOT), system_map, "the map is a file");
	sys_stat(SYS_CWD, system_path(LIB), 0, &st);
	tap_num(st.mode & 07777, 0600, "the mode of a leftover is not used");
	tap_ok(install_is_done(&system_policy, &system_room), "the manifest is complete");

	system_write(BOOT ".gangway.new", "half a map");
	system_write(BOOT ".gangway.old", "foreign");
	sys_unlink(SYS_CWD, system_path(LIB), 0);
	system_install();
	tap_str(system_text(BOOT ".gangway.new"), "",
		"leftovers are removed even if nothing is written there");
	system_write(LIB ".gangway.new", "half a map");
	system_write(MANIFEST ".gangway.new", "half a manifest");
	install_remove(&system_policy, &system_room);
	tap_str(system_text(LIB ".gangway.new"), "", "and by removal");
	tap_str(system_text(MANIFEST ".gangway.new"), "", "also next to the manifest");
	tap_str(system_text(BOOT ".gangway.old"), "foreign", "but no foreign files");
}

/* After an interrupted installation, the manifest lists the pending file. */
static void cut_off(void)
{
	system_new("cut");
	system_write_manifest("pending", system_map, "");
	system_write(BOOT, "ffffffff81000000 T _stext\nffffffff81000010 T ");
	tap_num(system_install(), 0, "an interrupted installation is repeated");
	tap_str(system_log, BOOT ": installed\n" LIB ": installed\n", "at both paths");
	tap_str(system_text(BOOT), system_map, "the map is complete");
	install_remove(&system_policy, &system_room);
	tap_str(system_text(BOOT), "", "and it is known to be installed by gangway");

	system_new("cutright");
	system_write_manifest("pending", system_map, "");
	system_write(BOOT, system_map);
	system_install();
	tap_str(system_log, LIB ": installed\n", "a map that was installed before the cut is kept");
	tap_ok(!strstr(system_text(MANIFEST), "pending"), "nothing is pending afterwards");
	system_write(BOOT, "my own\n");
	tap_num(system_install(), 1, "a file that is created later");
	tap_str(system_text(BOOT), "my own\n", "is left unchanged");

	system_new("cutours");
	system_write_manifest("pending", system_map, "");
	system_write(BOOT, system_map);
	system_install();
	install_remove(&system_policy, &system_room);
	tap_str(system_text(BOOT), "", "a map installed before the cut is removed");

	system_new("cutforeign");
	system_write_manifest("pending", system_map, "");
	system_write(BOOT, system_foreign);
	tap_num(system_install(), 1, "a file that was created after the cut");
	tap_str(system_log,
		BOOT ": not replaced: the symbols are those of another kernel\n" LIB
		     ": installed\n",
		"is foreign");
	tap_str(system_text(BOOT), system_foreign, "and left unchanged");
	tap_ok(!strstr(system_text(MANIFEST), "pending"), "and no longer pending");

	system_new("cutbefore");
	system_write_manifest("ours", system_foreign, "pending 1 0 1 " BOOT "\n");
	system_write(BOOT, system_foreign);
	tap_num(system_install(), 0, "a map that gangway installed before the cut");
	tap_str(system_text(BOOT), system_map, "is replaced");
}

/* The result of what() in a child process in which system call `number` fails with `error`. */
static int without(unsigned number, unsigned error, int (*what)(void))
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};
	int status = -1;
	pid_t pid = sys_fork();

	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, (unsigned long)&program, 0, 0))
			sys_exit(2);
		sys_exit(what() != 0);
	}
	sys_wait_for(pid, &status);
	return status;
}

static int make_link(void)
{
	struct atomic file;
	int err = atomic_link(&file, system_path("/link"), "there");

	return err ? err : atomic_install(&file);
}

/* Directories on 9p, CIFS and others. */
static void unsynced(void)
{
	system_new("unsynced");
	tap_num(without(__NR_fsync, EINVAL, make_link), 0,
		"a directory that cannot be synced is no error");
	tap_str(system_text("/link"), "there", "the file was renamed");
}

static int remove_map(void)
{
	return install_remove(&system_policy, &system_room);
}

static void unlocked(void)
{
	system_new("unlocked");
	tap_num(without(__NR_flock, ENOSYS, system_install), 0,
		"a kernel without locks is no error");
	tap_str(system_text(BOOT), system_map, "the map is installed");
	system_new("lockfails");
	tap_ok(without(__NR_flock, EIO, system_install), "a failed lock is an error");
	tap_str(system_text(BOOT), "", "and nothing is installed");
	system_install();
	tap_ok(without(__NR_flock, EIO, remove_map), "also if the map is to be removed");
	tap_str(system_text(BOOT), system_map, "and nothing is removed");
}

/* The map is not installed, and the temporary file is removed. */
static int is_reported(void)
{
	return !(system_install() == -EIO && strstr(system_log, BOOT ": Input/output error\n") &&
		 !strstr(system_log, "installed"));
}

static void not_renamed(void)
{
	system_new("notrenamed");
	tap_num(without(__NR_renameat2, EIO, is_reported), 0,
		"a map that cannot be renamed is an error, which is logged");
	tap_str(system_text(BOOT ".gangway.new"), "", "no temporary file is left");
}

/* After a power cut, only the manifest shows who installed a map. */
static void not_announced(void)
{
	system_new("notannounced");
	sys_mkdir(system_path(MANIFEST), 0700);
	tap_num(system_install(), -EISDIR, "a manifest that cannot be written is an error");
	tap_str(system_text(BOOT), "", "and no map is installed without it");
	tap_str(system_text(BOOT ".gangway.new"), "", "no temporary file is left");
}

/* With 20 ms to wait; `read_only`: the final message about each path. */
static bool waits(const char *name, const char *read_only)
{
	int64_t begin = sys_now();

	system_policy.timeout = 20000;
	return system_install() == -EROFS && sys_now() - begin >= 20000 &&
	       strstr(system_log, "System.map: waiting up to 0 s until the file system is mounted "
				  "read-write\n") &&
	       strstr(system_log, name) && strstr(system_log, read_only);
}

static int waits_for_files(void)
{
	return !waits(BOOT, ": not installed: its directory is read-only\n");
}

/* case S14: a file system that does not become writable, or is never mounted */
static void never_writable(void)
{
	sys_mkdir(fake_path("/proc/self"), 0700);
	fake_write(fake_path("/proc/self/mountinfo"), "", 0); /* a file that never changes */
	system_new("readonly");
	tap_num(without(__NR_fsync, EROFS, waits_for_files), 0,
		"case S14: a read-only file system is waited for, until the time is over");
	tap_str(system_text(BOOT), "", "and no map is installed");
	system_new("nevermounted");
	system_write("/etc/fstab", "/dev/sda1 /boot ext2 defaults 0 2\n");
	tap_ok(waits(BOOT, ": not installed: its file system is not mounted\n"),
	       "case S14: so is one that is not mounted");
	tap_str(system_text(LIB), system_map, "the other path does not wait");
}

int main(void)
{
	system_begin();
	changed_meanwhile();
	one_at_a_time();
	left_behind();
	cut_off();
	unsynced();
	unlocked();
	not_renamed();
	not_announced();
	never_writable();
	return tap_done();
}
