// SPDX-License-Identifier: GPL-2.0
/*
 * /run/initramfs/shutdown of a running system whose root is on LUKS, LVM or md, or is a file: stops the
 * devices of the root and reboots.
 *
 * 	shutdown reboot|poweroff|halt|kexec [OPTION...]
 *
 * systemd-shutdown cannot stop the devices below its own root. Last of all it makes /run/initramfs
 * the root, binds /dev, /proc, /run and /sys there, leaves the old root in /oldroot, and executes this
 * program as PID 1 (systemd 252, src/shutdown/shutdown.c). Every other process has ended, and all file
 * systems that it could not unmount are read-only.
 *
 * mkinitrd --test uses it as the init of its root: it reboots.
 */
#include <errno.h>
#include <linux/dm-ioctl.h>
#include <linux/loop.h>
#include <linux/major.h>
#include <linux/raid/md_u.h>
#include <string.h>
#include <sys/mount.h>

#include "helpers/container/exitrd.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define BLOCK "/sys/class/block/"

/* A device is stopped after those on it. More layers than this are not in use anywhere. */
enum { PASSES = 16 };

enum { PATH_SIZE = 128, LINE_SIZE = 256, CONTENT_SIZE = 4097 };

static int kmsg = -1;

static void log_line(const char *name, const char *what)
{
	char line[LINE_SIZE];
	int len = text_format(line, sizeof(line), "<6>gangway: shutdown: %s: %s\n", name, what);

	if (len > 0)
		(void)sys_write(kmsg, line, len); /* there is no other log */
}

/* ---- stopping -------------------------------------------------------------------------------- */

static int control(const char *device, unsigned long request, void *arg)
{
	int fd = sys_open(SYS_CWD, device, O_RDONLY), err;

	if (fd < 0)
		return fd;
	err = sys_ioctl(fd, request, arg);
	sys_close(fd);
	return err;
}

/* `mapper` is the content of dm/name. */
static int remove_mapped(const char *name, const char *mapper)
{
	struct dm_ioctl dm = {
		.version = {DM_VERSION_MAJOR, 0, 0},
		.data_size = sizeof(dm),
		.data_start = sizeof(dm),
	};

	(void)name;
	if (text_copy(dm.name, sizeof(dm.name), mapper))
		return -ENAMETOOLONG;
	return control("/dev/mapper/control", DM_DEV_REMOVE, &dm);
}

static int control_named(const char *name, unsigned long request)
{
	char device[PATH_SIZE];

	text_format(device, sizeof(device), "/dev/%s", name);
	return control(device, request, NULL);
}

static int stop_array(const char *name, const char *level)
{
	(void)level;
	return control_named(name, STOP_ARRAY);
}

static int clear_loop(const char *name, const char *file)
{
	(void)file;
	return control_named(name, LOOP_CLR_FD);
}

/* The kinds of device, by a file in /sys that only those in use have. */
static const struct {
	const char *file;
	int (*stop)(const char *name, const char *content);
} kinds[] = {
	{"dm/name", remove_mapped},
	{"md/level", stop_array},
	{"loop/backing_file", clear_loop},
};

struct pass {
	bool last; /* what is still in use is logged */
	unsigned stopped;
};

/* The file exists and is not empty: an array that was stopped has no level. */
static bool is_used(const char *name, const char *file, char *content)
{
	char path[PATH_SIZE];

	return text_format(path, sizeof(path), BLOCK "%s/%s", name, file) > 0 &&
	       file_read_value(path, content, CONTENT_SIZE) > 0;
}

/* A loop device that is in use is only marked, to be cleared by its last close. */
static int stop_device(void *context, const char *name, unsigned char type)
{
	static char content[CONTENT_SIZE];
	struct pass *pass = context;

	(void)type;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		int err;

		if (!is_used(name, kinds[i].file, content))
			continue;
		err = kinds[i].stop(name, content);
		if (!err && is_used(name, kinds[i].file, content))
			err = -EBUSY;
		if (!err) {
			pass->stopped++;
			log_line(name, "stopped");
		} else if (pass->last) {
			log_line(name, error_text(err));
		}
	}
	return 0;
}

static void stop_devices(void)
{
	struct pass pass = {.stopped = 1};

	for (int i = 0; i < PASSES && pass.stopped; i++) {
		pass.stopped = 0;
		(void)file_each(SYS_CWD, BLOCK, stop_device, &pass); /* the last pass reports */
	}
	pass.last = true;
	if (file_each(SYS_CWD, BLOCK, stop_device, &pass))
		log_line(BLOCK, "cannot be read");
}

/* ---- the end --------------------------------------------------------------------------------- */

static const struct {
	const char *verb;
	unsigned command;
} ends[] = {
	{"poweroff", SYS_POWER_OFF},
	{"halt", SYS_HALT},
	{"kexec", SYS_KEXEC},
};

/* `reboot` if it is no other; the argument of `systemctl reboot --reboot-argument` goes with it. */
static void end(const char *verb)
{
	char argument[256];
	int err = 0;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (text_equal(ends[i].verb, verb))
			err = sys_reboot(ends[i].command, NULL);
	if (err)
		log_line(verb, error_text(err));
	if (file_read_value("/run/systemd/reboot-param", argument, sizeof(argument)) > 0)
		(void)sys_reboot(SYS_RESTART_WITH, argument); /* if it fails: without */
	(void)sys_reboot(SYS_RESTART, NULL);
}

int main(int argc, char **argv)
{
	int err;

	if (sys_getpid() != 1)
		return 1; /* it would reboot a system that runs */
	kmsg = sys_open(SYS_CWD, "/dev/kmsg", O_WRONLY);
	sys_sync();
	err = sys_umount("/oldroot", MNT_DETACH);
	if (err)
		log_line("/oldroot", error_text(err));
	(void)sys_umount(EXITRD_HOST, MNT_DETACH); /* fails unless the root was a file */
	stop_devices();
	sys_sync();
	end(argc > 1 ? argv[1] : "reboot");
	return 1; /* the kernel panics */
}
