// SPDX-License-Identifier: GPL-2.0
/* Order of mount attempts, with a mount(2) that answers from a table and records its arguments. */
#include "fs/mountroot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/mount.h>

#include "host-tests/tap.h"
#include "lib/sys.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Types of a kernel, and the result for each, rw and ro. */
static const struct kernel {
	const char *type;
	int rw, ro;
} kernel[] = {
	{"good", 0, 0},         {"protected", -EACCES, 0}, {"other", -EINVAL, -EINVAL},
	{"broken", -EIO, -EIO}, {"feature", -EINVAL, 0},   {"locked", -EACCES, -EACCES},
	{"squash", 0, 0},
};

static char asked[256]; /* type:rw or type:ro of each attempt */
static char data[4096];
static unsigned long flags;
static bool is_read_only; /* the resulting mount */

int sys_fs_read_only(const char *path)
{
	return strcmp(path, "/root") != 0 ? -EFAULT : is_read_only;
}

static int answer(const char *type, bool read_only)
{
	for (unsigned i = 0; i < COUNT(kernel); i++)
		if (strcmp(kernel[i].type, type) == 0)
			return read_only ? kernel[i].ro : kernel[i].rw;
	return -ENODEV;
}

int sys_mount(const char *source, const char *target, const char *type, unsigned long new_flags,
	      const char *new_data)
{
	size_t len = strlen(asked);

	if (strcmp(source, "/dev/sda1") != 0 || strcmp(target, "/root") != 0)
		return -EFAULT;
	snprintf(asked + len, sizeof(asked) - len, " %s:%s", type,
		 new_flags & MS_RDONLY ? "ro" : "rw");
	snprintf(data, sizeof(data), "%s", new_data ? new_data : "(none)");
	flags = new_flags;
	is_read_only = new_flags & MS_RDONLY || strcmp(type, "squash") == 0;
	return answer(type, new_flags & MS_RDONLY);
}

static int mount_types(const char *types, bool writable, const char *options,
		       struct mount_result *ret_result)
{
	struct mount_request request = {
		.source = "/dev/sda1",
		.target = "/root",
		.types = types,
		.options = options,
		.writable = writable,
	};

	asked[0] = '\0';
	return mount_root(&request, ret_result);
}

static const struct {
	const char *types, *options;
	bool writable;
	int err;
	const char *asked, *type;
	bool mounted_writable;
} cases[] = {
	{"good", NULL, false, 0, " good:ro", "good", false},
	{"good", NULL, true, 0, " good:rw", "good", true},
	{"good,other", NULL, true, 0, " good:rw", "good", true},
	{"other,good", NULL, true, 0, " other:rw good:rw", "good", true},
	{",,other,,good,", NULL, false, 0, " other:ro good:ro", "good", false},
	{"protected", NULL, true, 0, " protected:rw protected:ro", "protected", false},
	{"protected,good", NULL, true, 0, " protected:rw good:rw", "good", true},
	{"other,feature", NULL, true, 0, " other:rw feature:rw other:ro feature:ro", "feature",
	 false},
	{"other", NULL, false, -EINVAL, " other:ro", "other", false},
	{"other", NULL, true, -EINVAL, " other:rw other:ro", "other", false},
	{"locked,other", NULL, false, -EINVAL, " locked:ro other:ro", "other", false},
	{"broken,good", NULL, true, -EIO, " broken:rw", "broken", false},
	{"other,broken,good", NULL, false, -EIO, " other:ro broken:ro", "broken", false},
	{"missing", NULL, false, -ENODEV, " missing:ro", "missing", false},
	{"missing,good", NULL, false, 0, " missing:ro good:ro", "good", false},
	{"other,missing", NULL, false, -EINVAL, " other:ro missing:ro", "other", false},
	{"missing,locked", NULL, true, -EACCES, " missing:rw locked:rw missing:ro locked:ro",
	 "locked", false},
	{"", NULL, true, -EINVAL, "", "", false},
	{",", NULL, true, -EINVAL, "", "", false},
	/* case P22: report the actual mount, not the request */
	{"squash", NULL, true, 0, " squash:rw", "squash", false},
	/* case R7: options that override ro and rw are no failed attempt */
	{"good", "rw", false, 0, " good:rw", "good", true},
	{"good", "ro", true, 0, " good:ro", "good", false},
	{"locked", "ro", true, -EACCES, " locked:ro", "locked", false},
	{"0123456789012345678901234567890", NULL, false, -ENODEV,
	 " 0123456789012345678901234567890:ro", "0123456789012345678901234567890", false},
	{"01234567890123456789012345678901", NULL, false, -ENAMETOOLONG, "", "", false},
};

static void attempts(void)
{
	for (unsigned i = 0; i < COUNT(cases); i++) {
		struct mount_result result = {.type = "?", .writable = true};
		const char *what = cases[i].types, *mode = cases[i].writable ? "rw" : "ro";

		tap_num(mount_types(what, cases[i].writable, cases[i].options, &result),
			cases[i].err, "'%s' %s: the answer", what, mode);
		tap_str(asked, cases[i].asked, "'%s' %s: the attempts", what, mode);
		tap_str(result.type, cases[i].type, "'%s' %s: the type", what, mode);
		tap_num(result.writable, cases[i].mounted_writable, "'%s' %s: writable", what,
			mode);
		tap_num(result.read_only_retry,
			!cases[i].err && cases[i].writable && strstr(cases[i].asked, ":rw") &&
				strstr(cases[i].asked, ":ro"),
			"'%s' %s: whether it was mounted read-only after rw", what, mode);
	}
}

/* Mounts are silent by default, like the kernel's. */
enum { LOUD = MS_SILENT };

static const struct {
	const char *options;
	unsigned long flags;
	const char *data;
} options[] = {
	{NULL, MS_RDONLY, "(none)"},
	{"", MS_RDONLY, "(none)"},
	{"defaults", MS_RDONLY, "(none)"},
	{"noatime", MS_RDONLY | MS_NOATIME, "(none)"},
	{"noatime,atime", MS_RDONLY, "(none)"},
	{"data=ordered", MS_RDONLY, "data=ordered"},
	{",data=ordered,,noatime,,barrier=1,", MS_RDONLY | MS_NOATIME, "data=ordered,barrier=1"},
	{"nosuid,nodev,noexec,sync,dirsync,lazytime",
	 MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_SYNCHRONOUS | MS_DIRSYNC | MS_LAZYTIME,
	 "(none)"},
	{"noatimes", MS_RDONLY, "noatimes"},
	{"nosuid,suid,nodev,dev,noexec,exec,sync,async", MS_RDONLY, "(none)"},
	{"nodiratime", MS_RDONLY | MS_NODIRATIME, "(none)"},
	{"nodiratime,diratime", MS_RDONLY, "(none)"},
	{"relatime", MS_RDONLY | MS_RELATIME, "(none)"},
	{"relatime,norelatime", MS_RDONLY, "(none)"},
	{"strictatime", MS_RDONLY | MS_STRICTATIME, "(none)"},
	{"strictatime,nostrictatime", MS_RDONLY, "(none)"},
	{"lazytime,nolazytime", MS_RDONLY, "(none)"},
	{"mand,nomand", MS_RDONLY, "(none)"},
	{"noauto,nofail", MS_RDONLY, "(none)"},
	{"no", MS_RDONLY, "no"},
	{"noro,nosync,nodefaults,nonodev", MS_RDONLY, "noro,nosync,nodefaults,nonodev"},
	{"auto,_netdev,x-systemd.automount", MS_RDONLY, "(none)"},
	{"context=\"u:r:t:s0:c1,c2\"", MS_RDONLY, "context=\"u:r:t:s0:c1,c2\""},
	{"context=\"a,nodev,b\",x=\"", MS_RDONLY, "context=\"a,nodev,b\",x=\""},
	/* case P24 */
	{"nosymfollow", MS_RDONLY | 256, "(none)"},
	{"nosymfollow,symfollow", MS_RDONLY, "(none)"},
	{"silent,loud", MS_RDONLY | LOUD, "(none)"},
	/* case R6 */
	{"iversion", MS_RDONLY | MS_I_VERSION, "(none)"},
	{"iversion,noiversion", MS_RDONLY, "(none)"},
	{"mand", MS_RDONLY | MS_MANDLOCK, "(none)"},
	{"user", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "(none)"},
	{"users,exec,suid", MS_RDONLY | MS_NODEV, "(none)"},
	{"owner", MS_RDONLY | MS_NOSUID | MS_NODEV, "(none)"},
	{"group", MS_RDONLY | MS_NOSUID | MS_NODEV, "(none)"},
	{"nouser,nousers,noowner,nogroup,user=joe", MS_RDONLY, "(none)"},
	{"comment=the disk,helper=udisks2,uhelper=hal,_rnetdev", MS_RDONLY, "(none)"},
	{"x-,X-mount.mkdir,x-systemd.device-timeout=9", MS_RDONLY, "(none)"},
	{"groups,userx,helpers=1,comment,xx-", MS_RDONLY, "groups,userx,helpers=1,comment,xx-"},
	{"uid=0,gid=0,umask=077", MS_RDONLY, "uid=0,gid=0,umask=077"},
	{"errors=remount-ro", MS_RDONLY, "errors=remount-ro"},
	{"verity.roothash=00", MS_RDONLY, "verity.roothash=00"},
};

static void sorting(void)
{
	for (unsigned i = 0; i < COUNT(options); i++) {
		struct mount_result result;
		const char *what = options[i].options ? options[i].options : "none";

		tap_num(mount_types("good", false, options[i].options, &result), 0,
			"rootflags %s: mounted", what);
		tap_num(flags, options[i].flags ^ MS_SILENT, "rootflags %s: flags", what);
		tap_str(data, options[i].data, "rootflags %s: data", what);
		mount_types("good", true, options[i].options, &result);
		tap_num(flags, (options[i].flags & ~(unsigned long)MS_RDONLY) ^ MS_SILENT,
			"rootflags %s: flags with rw", what);
	}
}

/* The longest data a command line can hold, and one character more. */
static void long_data(void)
{
	char text[2049];
	struct mount_result result;

	memset(text, 'x', sizeof(text));
	text[1000] = ',';
	text[2048] = '\0';
	tap_num(mount_types("good", false, text, &result), -ENAMETOOLONG, "too much is an error");
	tap_str(asked, "", "and nothing was tried");
	text[2047] = '\0';
	tap_num(mount_types("good", false, text, &result), 0, "as much as fits is taken");
	tap_str(data, text, "all of it");
}

int main(void)
{
	attempts();
	sorting();
	long_data();
	return tap_done();
}
