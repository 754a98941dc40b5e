// SPDX-License-Identifier: GPL-2.0
/* EFI variables: the module of efivarfs is loaded, and its mount is read-only and short. */
#include "init/root/efivar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define NAME "Var-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

static struct boot b;
static char did[256];
static int state, waits, mount_error, stat_error;
static const char *value; /* of the variable, with its attributes; NULL: it is not set */
static long value_len;

static void note(const char *what)
{
	strncat(did, what, sizeof(did) - strlen(did) - 1);
	strncat(did, "; ", sizeof(did) - strlen(did) - 1);
}

int loader_request_alias(struct loader *l, const char *modalias)
{
	note(l == &b.loader ? modalias : "another loader");
	return 0;
}

int64_t loader_start(struct loader *l)
{
	(void)l;
	note("start");
	return -1;
}

int loader_state(struct loader *l, const char *name)
{
	(void)l;
	return text_equal(name, "fs-efivarfs") ? state : -ENOENT;
}

int64_t events_deadline(int64_t timeout)
{
	return timeout + 1000;
}

/* The module waits, is loading, and is live, unless time is over. */
int events_wait(struct boot *boot, int64_t deadline, bool keys)
{
	note(boot == &b && deadline == 1007 && !keys ? "wait" : "another wait");
	if (!waits)
		return -ETIMEDOUT;
	waits--;
	state = state == MODULE_WAITING ? MODULE_LOADING : MODULE_LIVE;
	return 0;
}

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	(void)dirfd, (void)flags, (void)ret_stat;
	return text_equal(path, "/sys/firmware/efi") ? stat_error : -ENOENT;
}

int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data)
{
	char line[128];

	snprintf(line, sizeof(line), "mount %s %s %s%s%s", source, target, type,
		 flags == (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC) ? "" : " flags",
		 data ? " data" : "");
	note(line);
	return mount_error;
}

int sys_umount(const char *target, int flags)
{
	note(text_equal(target, "/sys/firmware/efi/efivars") && !flags ? "umount" : "another");
	return 0;
}

long file_read(const char *path, char *buf, size_t size)
{
	(void)size;
	if (!value || !text_equal(path, "/sys/firmware/efi/efivars/" NAME))
		return -ENOENT;
	memcpy(buf, value, value_len);
	return value_len;
}

#define MOUNTED "mount efivarfs /sys/firmware/efi/efivars efivarfs; umount; "

static char text[16];

static int read_variable(int module, int wait_count, const char *bytes, long len)
{
	state = module;
	waits = wait_count;
	value = bytes;
	value_len = len;
	did[0] = text[0] = '\0';
	b.config.timeout = 7;
	return efivar_read(&b, NAME, text, sizeof(text));
}

int main(void)
{
	static const char abc[] = "\6\0\0\0a\0b\0c\0\0";

	tap_num(read_variable(MODULE_LIVE, 0, abc, sizeof(abc) - 1), 0, "a variable is read");
	tap_str(text, "abc", "as UTF-8, without its attributes");
	tap_str(did, "fs-efivarfs; start; " MOUNTED, "by a mount that ends at once");
	read_variable(MODULE_WAITING, 3, abc, sizeof(abc) - 1);
	tap_str(did, "fs-efivarfs; start; wait; wait; " MOUNTED, "the module is waited for");
	read_variable(MODULE_LOADING, 0, abc, sizeof(abc) - 1);
	tap_str(did, "fs-efivarfs; start; wait; " MOUNTED, "with a limit");
	tap_num(read_variable(-ENOENT, 0, abc, sizeof(abc) - 1), 0, "a driver that is built in");
	tap_str(did, "fs-efivarfs; start; " MOUNTED, "needs no module");
	tap_num(read_variable(MODULE_LIVE, 0, NULL, 0), -ENOENT, "a variable that is not set");
	tap_str(did, "fs-efivarfs; start; " MOUNTED, "the mount ends in this case, too");
	tap_num(read_variable(MODULE_LIVE, 0, abc, 0), -EINVAL, "an empty file");
	tap_num(read_variable(MODULE_LIVE, 0, abc, 3), -EINVAL, "a file without attributes");
	tap_ok(read_variable(MODULE_LIVE, 0, abc, 4) == 0 && !*text, "an empty variable");
	mount_error = -ENODEV;
	tap_num(read_variable(MODULE_LIVE, 0, abc, sizeof(abc) - 1), -ENODEV,
		"a kernel without efivarfs");
	tap_ok(strstr(did, "mount") && !strstr(did, "umount"), "nothing is unmounted");
	stat_error = -ENOENT;
	tap_num(read_variable(MODULE_LIVE, 0, abc, sizeof(abc) - 1), -ENOENT,
		"a machine without EFI");
	tap_str(did, "", "for it nothing is loaded");
	return tap_done();
}
