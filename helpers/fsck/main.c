// SPDX-License-Identifier: GPL-2.0
/*
 * Checks a file system with the image's fsck.TYPE, before it is mounted.
 *
 *	/lib/gangway/fsck DEVICE TYPE [root|usr]
 *
 * fsck.mode=, fsck.repair=, fastboot and forcefsck on the kernel command line have the meaning that
 * systemd-fsck@.service(8) describes. With the last argument, a successful check creates
 * /run/initramfs/fsck-root or fsck-usr, so that the real system does not check again
 * (systemd-fsck-root.service and systemd-fsck-usr.service, systemd 252). Exit status: 0: it may be mounted;
 * 1: it may not, with a cause.
 */
#include <errno.h>
#include <linux/fs.h>
#include <linux/reboot.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "helpers/mounts/program.h"
#include "helpers/mounts/report.h"
#include "lib/cmdline.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Bits of the exit status: fsck(8). Others, and 126 and more as in a shell, are failures of the program itself. */
enum { CORRECTED = 1, REBOOT = 2, UNCORRECTED = 4, NOT_RUN = 126 };

enum { LINE_SIZE = 40960, PATH_SIZE = 64, WORDS = 6 }; /* LINE_SIZE: init/config/config.h */

/* Options other than -a, -y and -n; `no` replaces -n. Programs of other types use -f for something else. */
static const struct {
	const char *type, *force, *progress, *no;
} more[] = {
	{"ext2", "-f", "-C0", NULL},       {"ext3", "-f", "-C0", NULL}, {"ext4", "-f", "-C0", NULL},
	{"f2fs", "-f", NULL, "--dry-run"}, {"jfs", "-f", NULL, NULL},
};

/* ---- the command line ------------------------------------------------------------------------ */

static bool skip, force;
static const char *repair = "-a"; /* errors that can be repaired without a question */

/* Then fsck.f2fs and fsck.vfat exit with the status of a repair if they have found errors. */
static bool repairs_nothing(void)
{
	return text_equal(repair, "-n");
}

static void ignore(const char *name, const char *value)
{
	report(REPORT_ERROR, "ignoring %s=%.40s", name, value);
}

static void take_mode(const char *value)
{
	if (!text_equal(value, "auto") && !text_equal(value, "force") && !text_equal(value, "skip"))
		return ignore("fsck.mode", value);
	skip = text_equal(value, "skip");
	force = text_equal(value, "force");
}

static void take_repair(const char *value)
{
	static const struct {
		const char *value, *option;
	} values[] = {{"preen", "-a"}, {"yes", "-y"},   {"no", "-n"}, {"1", "-y"},  {"0", "-n"},
		      {"true", "-y"},  {"false", "-n"}, {"on", "-y"}, {"off", "-n"}};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (text_equal(value, values[i].value)) {
			repair = values[i].option;
			return;
		}
	ignore("fsck.repair", value);
}

static void read_cmdline(void)
{
	static char line[LINE_SIZE];
	char *rest = line, *name, *value;

	if (file_read("/proc/cmdline", line, sizeof(line)) < 0)
		return;
	while (cmdline_next(&rest, &name, &value) && (value || !text_equal(name, "--"))) {
		if (value && text_equal(name, "fsck.mode"))
			take_mode(value);
		else if (value && text_equal(name, "fsck.repair"))
			take_repair(value);
		else if (text_equal(name, "fastboot"))
			skip = true;
		else if (text_equal(name, "forcefsck"))
			force = true;
	}
}

/* ---- the program ----------------------------------------------------------------------------- */

static bool find_program(const char *type, char *path)
{
	static const char *const dirs[] = {"/usr/sbin", "/sbin"};

	for (size_t i = 0; i < 2; i++)
		if (text_format(path, PATH_SIZE, "%s/fsck.%s", dirs[i], type) > 0 &&
		    file_exists(path))
			return true;
	return false;
}

/* A device that cannot be written is not checked: fsck could repair nothing, not even replay a journal. */
static bool is_read_only(const char *device)
{
	int fd = sys_open(SYS_CWD, device, O_RDONLY | O_NONBLOCK), on = 0;
	int err = fd < 0 ? fd : sys_ioctl(fd, BLKROGET, &on);

	if (fd >= 0)
		sys_close(fd);
	return !err && on;
}

/* Returns its wait status, or -errno. */
static int run(const char *path, const char *device, const char *type)
{
	const char *words[WORDS] = {path, repair};
	unsigned count = 2;

	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		if (!text_equal(more[i].type, type))
			continue;
		if (force)
			words[count++] = more[i].force;
		if (more[i].progress)
			words[count++] = more[i].progress;
		if (more[i].no && repairs_nothing())
			words[1] = more[i].no;
	}
	words[count] = device;
	return program_run(words);
}

/* ---- the result ------------------------------------------------------------------------------ */

static void create(const char *path)
{
	int fd = sys_create(path, 0644);

	if (fd >= 0)
		sys_close(fd); /* if it is missing, the check has a time limit, or is done twice */
}

/* The file for the real system. One may exist, of a root that was checked before. */
static void note(const char *name, bool done)
{
	char path[PATH_SIZE];

	(void)sys_mkdir("/run/initramfs", 0755); /* it may exist */
	(void)text_format(path, sizeof(path), "/run/initramfs/fsck-%s", name);
	if (done)
		create(path);
	else
		(void)sys_unlink(SYS_CWD, path, 0);
}

static int take_status(const char *path, const char *device, int status)
{
	int code = status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code < 0)
		return report(REPORT_CAUSE, "%s %s %s; the file system may be damaged", path,
			      device, status < 0 ? error_text(status) : "was killed");
	if (code < NOT_RUN && (code & UNCORRECTED || (code & CORRECTED && repairs_nothing())))
		return report(REPORT_CAUSE,
			      "%s has errors: run %s %s in a shell, or boot with fsck.repair=yes",
			      device, path, device);
	if (code < NOT_RUN && code & REBOOT) {
		report(REPORT_ERROR, "%s %s asks for a reboot", path, device);
		sys_sync();
		(void)sys_reboot(LINUX_REBOOT_CMD_RESTART, NULL);
	}
	if (code & ~(CORRECTED | REBOOT))
		report(REPORT_ERROR, "%s %s: exit status %d; it is mounted unchecked", path, device,
		       code);
	else if (code)
		report(REPORT_ERROR, "%s has repaired %s", path, device);
	report_no_cause();
	return 0;
}

int main(int argc, char **argv)
{
	char path[PATH_SIZE];
	int status;

	if (argc < 3 || argc > 4)
		return 2; /* it is not for users */
	report_open();
	read_cmdline();
	if (argc == 4)
		note(argv[3], false);
	if (skip || !find_program(argv[2], path))
		return 0;
	if (is_read_only(argv[1])) {
		report(REPORT_INFO, "%s is read-only: not checked", argv[1]);
		return 0;
	}
	create(REPORT_CHECK);
	report(REPORT_CAUSE, "%s %s was not completed", path, argv[1]); /* if this is killed */
	status = run(path, argv[1], argv[2]);
	(void)sys_unlink(SYS_CWD, REPORT_CHECK, 0);
	if (take_status(path, argv[1], status))
		return 1;
	if (argc == 4 && !(WEXITSTATUS(status) & ~CORRECTED))
		note(argv[3], true);
	return 0;
}
