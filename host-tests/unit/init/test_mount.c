// SPDX-License-Identifier: GPL-2.0
/* Step mount: which types are tried, which modules are loaded for them, and how it mounts. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fs/mountroot.h"
#include "host-tests/standin/calls.h"
#include "host-tests/tap.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/boot/mounts.h"
#include "init/root/below.h"
#include "init/root/loop.h"
#include "init/root/mounting.h"
#include "init/root/naming.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

static struct boot b;
static struct device *root = b.devices.list;
static char said[256];
static const char *filesystems; /* /proc/filesystems; NULL: it cannot be read */
static int mount_error, state;
static unsigned pending; /* waits until the module is live */
static bool mounted, changes, retry, in_time;

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(said, sizeof(said), format, args);
	va_end(args);
}

bool loop_without_device(struct boot *boot)
{
	if (mounted)
		boot_set_root(boot, NULL);
	return mounted;
}

static int below_error;
static unsigned below_count;

int below_mount(struct boot *boot, const char *device)
{
	(void)boot, (void)device;
	below_count++;
	return below_error;
}

int below_check(struct boot *boot, const char *device)
{
	(void)boot, (void)device;
	return 0;
}

bool naming_holds(struct boot *boot)
{
	(void)boot;
	return !changes;
}

int loader_request_now(struct loader *l, const char *alias)
{
	(void)l;
	note("%s; ", alias);
	return 0;
}

int loader_state(struct loader *l, const char *name)
{
	(void)l;
	return text_after(name, "fs-") && pending ? state : MODULE_LIVE;
}

int64_t loader_start(struct loader *l)
{
	(void)l;
	note("start; ");
	return -1;
}

int64_t events_deadline(int64_t timeout)
{
	return timeout + 1;
}

int64_t mounting_limit(int64_t deadline)
{
	return deadline < 0 ? -1 : deadline + 2;
}

int events_wait(struct boot *boot, int64_t deadline, bool keys)
{
	note("wait %d%s; ", (int)deadline, boot == &b && !keys ? "" : " for keys");
	root->dev.partflags = 0; /* the event of another device */
	pending--;
	return in_time ? 0 : -ETIMEDOUT;
}

int mounting_run(struct boot *boot, const struct mount_request *request,
		 struct mount_result *ret_result)
{
	note("mount %s on %s as %s, %s, %s; ", request->source, request->target, request->types,
	     request->options ? request->options : "no options", request->writable ? "rw" : "ro");
	*ret_result = (struct mount_result){
		.type = "ext4", .writable = request->writable && !retry, .read_only_retry = retry};
	return boot == &b ? mount_error : -EINVAL;
}

long file_read(const char *path, char *buf, size_t size)
{
	if (!filesystems || !text_equal(path, "/proc/filesystems"))
		return -EIO;
	return text_copy(buf, size, filesystems) ? -EFBIG : (long)strlen(buf);
}

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	(void)dirfd, (void)flags;
	*ret_stat = (struct sys_stat){.major = 253, .minor = 3};
	return text_equal(path, "/dev/mapper/vg-lv") ? 0 : -ENOENT;
}

/* Instead of files that refer to much else. */
const struct candidate *candidate_now(const struct candidates *c)
{
	return &c->list[c->now];
}

bool gptauto_read_only(const struct blockdev *dev)
{
	return dev->partflags;
}

int blockdev_path(const struct blockdev *dev, char *to, size_t size)
{
	int len = text_format(to, size, "/dev/%s", dev->name);

	for (char *at = to; (at = strchr(at, '!'));)
		*at = '/';
	return len;
}

/* ---- tests ---- */

static void begin(const char *type)
{
	memset(&b, 0, sizeof(b));
	did[0] = said[0] = '\0';
	filesystems = "nodev\tsysfs\nnodev\ttmpfs\n\text3\n\text4\nnodev\tproc\n\txfs\n";
	mount_error = below_error = below_count = pending = 0;
	state = MODULE_LOADING;
	mounted = changes = retry = false;
	in_time = true;
	b.candidates.count = 1;
	b.candidates.deadline = 40;
	b.config.timeout = 20;
	b.devices.count = 1;
	strcpy(root->dev.name, "sda");
	root->state = DEVICE_KNOWN;
	root->id.type = type;
	boot_set_root(&b, root);
}

static void check(const char *type, const char *wanted, const char *want)
{
	begin(type);
	b.candidates.list[0].types = wanted;
	tap_num(mount_step(&b), 0, "content %s, rootfstype=%s", type ? type : "(unknown)",
		wanted ? wanted : "(none)");
	tap_str(did, want, "%s", want);
}

static void types(void)
{
	check("xfs", NULL, "fs-xfs; start; mount /dev/sda on /root as xfs, no options, ro; ");
	check("ext2", NULL,
	      "fs-ext2; fs-ext4; start; mount /dev/sda on /root as ext2,ext4, no "
	      "options, ro; ");
	check("ext3", NULL,
	      "fs-ext3; fs-ext4; start; mount /dev/sda on /root as ext3,ext4, no "
	      "options, ro; ");
	check("ntfs", NULL,
	      "fs-ntfs3; fs-ntfs; start; mount /dev/sda on /root as ntfs3,ntfs, no "
	      "options, ro; ");
	check("ext4", "vfat,,msdos",
	      "fs-vfat; fs-msdos; start; mount /dev/sda on /root as vfat,,msdos, no "
	      "options, ro; ");
	check(NULL, NULL,
	      "fs-ext3; fs-ext4; fs-xfs; start; mount /dev/sda on /root as "
	      "ext3,ext4,xfs, no options, ro; ");
	begin("xfs");
	root->state = DEVICE_FAILED;
	root->error = -EIO;
	(void)mount_step(&b);
	tap_ok(strstr(did, " as ext3,ext4,xfs, "), "a device that could not be read");
	tap_str(said, "/dev/sda could not be read: Input/output error", "which is logged");
}

/* More types than fit, and none. */
static void many_types(void)
{
	static char text[6000];

	begin(NULL);
	filesystems = "nodev\tproc\n\n";
	tap_num(mount_step(&b), 0, "a kernel without file systems for devices");
	tap_ok(strstr(did, "start; mount /dev/sda on /root as , "), "none is tried");
	begin(NULL);
	for (unsigned i = 0; i < 150; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "\tfile_system_number_%03u\n", i);
	filesystems = text;
	tap_num(mount_step(&b), -ENAMETOOLONG, "more types than fit");
	tap_str(b.cause, "the types to try for /dev/sda: File name too long", "fail the step");
	tap_str(did, "", "before anything is done");
	begin(NULL);
	filesystems = NULL;
	tap_num(mount_step(&b), -EIO, "without /proc/filesystems");
	tap_str(b.cause, "the types to try for /dev/sda: Input/output error", "the step fails");
}

static void modes(void)
{
	begin("ext4");
	b.config.writable = true;
	b.candidates.list[0].options = "noatime";
	(void)mount_step(&b);
	tap_ok(strstr(did, "as ext4, noatime, rw; "), "rw, and rootflags=");
	tap_ok(b.root_writable && text_equal(b.root_type, "ext4") && !*said,
	       "the result is kept, without a message");
	begin("ext4");
	b.config.writable = retry = true;
	(void)mount_step(&b);
	tap_str(said, "/dev/sda could only be mounted read-only", "a disk that is read-only");
	tap_ok(!b.root_writable, "is not writable");
	begin("ext4");
	b.config.writable = true;
	b.candidates.list[0].spec.kind = ROOT_GPT_AUTO;
	b.gptauto.first = root;
	root->dev.partflags = 1ULL << 60;
	pending = 1;
	(void)mount_step(&b);
	tap_ok(strstr(did, ", ro; "), "gpt-auto: the attribute of the partition counts");
	tap_str(said, "/dev/sda is mounted read-only, as the attributes of the partition ask",
		"which is logged");
	begin("ext4");
	b.config.writable = true;
	root->dev.partflags = 1ULL << 60;
	(void)mount_step(&b);
	tap_ok(strstr(did, ", rw; "), "but not if root= names the device");
	begin("ext4");
	b.config.writable = true;
	b.config.overlay = "tmpfs";
	(void)mount_step(&b);
	tap_ok(strstr(did, ", ro; "), "gangway.overlay=: read-only");
	begin("ext4");
	b.config.writable = true;
	b.config.volatile_root = "overlay";
	(void)mount_step(&b);
	tap_ok(strstr(did, ", ro; "), "systemd.volatile=overlay: read-only");
}

static void modules(void)
{
	begin("ext4");
	pending = 2;
	(void)mount_step(&b);
	tap_ok(strstr(did, "start; wait 42; wait 42; mount "), "the module is waited for");
	begin("ext4");
	pending = 2;
	state = MODULE_WAITING;
	in_time = false;
	(void)mount_step(&b);
	tap_ok(strstr(did, "start; wait 42; mount "), "with a limit");
	begin("ext4");
	pending = 1;
	b.candidates.deadline = -1;
	(void)mount_step(&b);
	tap_ok(strstr(did, "start; wait 21; mount "), "also with rootwait");
	begin("ext4");
	pending = 9;
	state = -ENOENT;
	(void)mount_step(&b);
	tap_ok(strstr(did, "start; mount "), "a driver that is built in");
}

static void names(void)
{
	begin("ext4");
	strcpy(root->dev.mapper, "vg-lv");
	root->dev.major = 253;
	root->dev.minor = 3;
	(void)mount_step(&b);
	tap_ok(strstr(did, "mount /dev/mapper/vg-lv on "), "the name in the device mapper");
	root->dev.minor = 4;
	did[0] = '\0';
	(void)mount_step(&b);
	tap_ok(strstr(did, "mount /dev/sda on "), "if it is that of the device");
	begin("ext4");
	strcpy(root->dev.name, "cciss!c0d0p1");
	(void)mount_step(&b);
	tap_ok(strstr(did, "mount /dev/cciss/c0d0p1 on "), "a name with a directory");
}

bool obstacle_is_member(struct devices *d, const struct device *device, const struct device *other)
{
	(void)d, (void)device;
	return other->id.members;
}

/* A file system on several devices is mounted with all of them, which the kernel may not know yet. */
static void members(void)
{
	struct device *other = root + 1;

	begin("btrfs");
	b.devices.count = 2;
	*other = *root;
	strcpy(other->dev.name, "cciss!c0d1");
	root->id.members = other->id.members = 2;
	(void)mount_step(&b);
	tap_ok(strstr(did, "as btrfs, ,device=/dev/sda,device=/dev/cciss/c0d1, ro; "),
	       "the devices of the file system are named");
	did[0] = '\0';
	b.candidates.list[0].options = "subvol=@";
	(void)mount_step(&b);
	tap_ok(strstr(did, "as btrfs, subvol=@,device=/dev/sda,device=/dev/cciss/c0d1, ro; "),
	       "after rootflags=");
	root->id.members = other->id.members = 0;
}

static void below(void)
{
	begin("ext4");
	tap_ok(mount_step(&b) == 0 && below_count == 1, "then what is below the root is mounted");
	begin("ext4");
	below_error = -EIO;
	tap_num(mount_step(&b), -EIO, "which may fail");
	begin("ext4");
	b.linuxrc = true;
	tap_ok(mount_step(&b) == 0 && !below_count, "not as /linuxrc");
}

static void failures(void)
{
	begin("ext4");
	mounted = true;
	tap_ok(mount_step(&b) == 0 && !b.root && !*did, "a root that the user has mounted");
	tap_num(below_count, 1, "what is below it is mounted, too");
	begin("ext4");
	changes = true;
	tap_num(mount_step(&b), -ESTALE, "a root that has changed");
	tap_str(b.cause, "/dev/sda was removed or replaced before it was mounted",
		"is not mounted");
	begin("ext4");
	mount_error = -EINVAL;
	tap_num(mount_step(&b), -EINVAL, "a mount that fails");
	tap_str(b.root_type, "", "has no type");
	tap_num(below_count, 0, "and nothing is mounted below it");
}

int main(void)
{
	types();
	many_types();
	modes();
	modules();
	names();
	members();
	below();
	failures();
	return tap_done();
}
