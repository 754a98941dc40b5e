// SPDX-License-Identifier: GPL-2.0
/* What boots on the simulated kernel log: while they wait, when they fail, and why a mount fails. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"

static struct outcome outcome;

static void boot(const struct world *world)
{
	machine_boot(world, "/init", &outcome);
}

static unsigned errors(const char *text)
{
	char line[256];

	snprintf(line, sizeof(line), "kmsg <2>gangway: %s", text);
	return world_count(&outcome, line);
}

static unsigned infos(const char *text)
{
	char line[256];

	snprintf(line, sizeof(line), "kmsg <6>gangway: %s", text);
	return world_count(&outcome, line);
}

/* ---- the failure report ---- */

static void devices(void)
{
	struct world world = machine_world("root=LABEL=rot panic=-1 gangway.timeout=1");

	boot(&world);
	tap_num(errors("  and "), 0, "there are no other devices than those that are listed");
	tap_num(errors("  none: "), 0, "and there is one");
	world = machine_world("root=LABEL=rot panic=-1 gangway.timeout=1");
	machine_write(world.dir, "sys/class/block/loop0/uevent",
		      "MAJOR=7\nMINOR=0\nDEVNAME=loop0\nDEVTYPE=disk\n");
	machine_write(world.dir, "sys/class/block/loop0/size", "0\n");
	machine_write(world.dir, "sys/class/block/sr0/uevent",
		      "MAJOR=11\nMINOR=0\nDEVNAME=sr0\nDEVTYPE=disk\n");
	machine_write(world.dir, "sys/class/block/sr0/size", "0\n");
	machine_write(world.dir, "sys/class/block/sr0/removable", "1\n");
	machine_write(world.dir, "dev/sr0", "");
	boot(&world);
	tap_num(errors("  and 1 empty ones"), 1, "an empty device is counted");
	tap_num(errors("  /dev/loop0"), 0, "and not listed");
	tap_num(errors("  /dev/sr0  0 bytes  empty"), 1, "an empty drive is listed");
	world = machine_world("root=LABEL=rot panic=-1 gangway.timeout=1");
	world.hung_module = "sd_mod";
	boot(&world);
	tap_num(errors("  none: is the driver of the disk's controller in the image?"), 1,
		"no device at all");
}

static void fallbacks(void)
{
	struct world world = machine_world("root=LABEL=a gangway.fallback=LABEL=b,LABEL=c panic=-1 "
					   "gangway.timeout=3");

	boot(&world);
	tap_num(errors("  root=LABEL=a: root=LABEL=a did not appear within 1 s"), 1,
		"the cause for root=");
	tap_num(errors("  gangway.fallback=LABEL=b: root=LABEL=b did not appear within 1 s"), 1,
		"the cause for a fallback");
	tap_num(errors("  gangway.fallback=LABEL=c: the last one"), 1, "the last one");
	tap_num(errors("  gangway.fallback="), 2, "each is listed once");
	world = machine_world("root=LABEL=root gangway.fallback=nfs,NAME=x");
	boot(&world);
	tap_num(errors("ignoring gangway.fallback=NAME=x: not a device name"), 1,
		"a malformed fallback is logged with the reason");
}

/* ---- the configuration ---- */

static void configuration(void)
{
	struct world world = machine_world("root=LABEL=root rw");

	boot(&world);
	tap_num(world_count(&outcome, "mount /dev/sda /root.0 ext3 rw"), 1,
		"rw: the root is mounted writable");
	tap_num(infos("starting /sbin/init on LABEL=root (/dev/sda, ext3, rw) after "), 1,
		"which is logged");
	tap_num(world_count(&outcome, "state of /sbin/init: in new, nice 0, signals as the kernel "
				      "gives them"),
		1, "the real init starts as the kernel would start it");
	world = machine_world("root=LABEL=root gangway.modules=sd_mod");
	world.fault = (struct world_fault){
		.error = -EIO, .lasts = true, .name = "open", .object = "/etc/gangway.conf"};
	boot(&world);
	tap_num(errors("/etc/gangway.conf: Input/output error"), 1,
		"a configuration that cannot be read is logged");
	tap_num(world_count(&outcome, "exec /sbin/init"), 1, "and the boot goes on without it");
	world = machine_world("root=LABEL=root gangway.modules=sd_mod");
	machine_remove(world.dir, "old/etc/gangway.conf");
	boot(&world);
	tap_ok(!errors("") && world_count(&outcome, "exec /sbin/init") == 1,
	       "an image without a configuration is no error");
}

/* A permanent root has no other root whose System.map could be installed. */
static void stay(void)
{
	struct world world = machine_world("gangway.stay init=/bin/sh");

	boot(&world);
	tap_num(world_count(&outcome, "exec lib/gangway/sysmap"), 0,
		"gangway.stay: no System.map is installed");
	tap_ok(!errors("") && infos("starting /bin/sh in the image itself after ") == 1,
	       "and nothing is wrong");
	world = machine_world("root=LABEL=root");
	machine_remove(world.dir, "old/lib/gangway/sysmap");
	boot(&world);
	tap_num(errors(""), 0, "an image without the helper for System.map: nothing is wrong");
	world = machine_world("gangway.stay init=/bin/none panic=-1");
	boot(&world);
	tap_num(errors("step init failed: init=/bin/none of the root: No such file or directory"),
		1, "an init that the image lacks");
}

/* With gangway.debug, `quiet` hides nothing; the real init has the old level. */
static void console_level(void)
{
	static const char level[] = "proc/sys/kernel/printk", quiet[] = "4\t4\t1\t6\n";
	struct world world = machine_world("root=LABEL=root gangway.debug gangway.break=mount");

	boot(&world);
	tap_ok(!machine_holds(world.dir, level, quiet), "gangway.debug raises the console's level");
	world = machine_world("root=LABEL=root gangway.debug");
	boot(&world);
	tap_ok(machine_says(world.dir, level, quiet), "the real init has the level from before");
	world = machine_world("root=LABEL=root gangway.break=mount");
	boot(&world);
	tap_ok(machine_holds(world.dir, level, quiet), "without it, the level is unchanged");
}

/* ---- waits ---- */

static void slow_mount(void)
{
	static const char waiting[] = "waiting: mounting /dev/sda as ext3,ext4";
	struct world world = machine_world("root=LABEL=root panic=-1");
	char line[128];

	world.mount_seconds = 25;
	boot(&world);
	tap_num(infos(waiting), 3, "a slow mount is logged after 3, 9 and 21 seconds");
	snprintf(line, sizeof(line), "%s; 26 s left", waiting);
	tap_num(infos(line), 1, "with the time that is left after 3");
	snprintf(line, sizeof(line), "%s; 8 s left", waiting);
	tap_num(infos(line), 1, "and after 21");
	world = machine_world("root=LABEL=root panic=-1 rootwait");
	world.mount_seconds = 10;
	boot(&world);
	snprintf(line, sizeof(line), "%s\n", waiting);
	tap_ok(infos(waiting) == 2 && strstr(outcome.log, line), "rootwait: there is no limit");
	world = machine_world("root=LABEL=root panic=-1 gangway.fallback=8:0 gangway.timeout=60");
	world.mount_hangs = true;
	boot(&world);
	tap_ok(infos("waiting: the earlier mount of /dev/sda; ") > 0,
	       "an earlier mount is waited for");
}

/* ---- why a mount fails ---- */

static void mount_fails(const char *options, int error, const char *cause)
{
	char line[128];
	struct world world;

	snprintf(line, sizeof(line), "root=LABEL=root panic=-1%s", options);
	world = machine_world(line);
	world.fault = (struct world_fault){
		.error = error, .lasts = true, .name = "mount", .object = "/root.0"};
	boot(&world);
	snprintf(line, sizeof(line), "step mount failed: cannot mount /dev/sda as %s", cause);
	tap_num(errors(line), 1, "%s", cause);
}

static void types(void)
{
	struct world world;

	mount_fails("", -EIO, "ext3,ext4: Input/output error");
	mount_fails(" rootfstype=ext4,xfs", -ENODEV,
		    "ext4,xfs: module xfs: not in the image; add it with mkinitrd --modules");
	mount_fails(" rootfstype=xfs,ext3", -ENODEV,
		    "xfs,ext3: module ext3: loaded, but does not provide the type");
	world = machine_world("root=LABEL=root panic=-1 gangway.timeout=4 rootfstype=xfs,ext3");
	world.hung_module = "ext4";
	world.fault = (struct world_fault){
		.error = -ENODEV, .lasts = true, .name = "mount", .object = "/root.0"};
	boot(&world);
	tap_num(errors("step mount failed: cannot mount /dev/sda as xfs,ext3: module ext3: not "
		       "loaded in time"),
		1, "a module that hangs");
	world = machine_world("root=LABEL=none panic=-1 gangway.timeout=4 rootfstype=xfs "
			      "gangway.fallback=LABEL=root");
	world.fault = (struct world_fault){
		.error = -EIO, .lasts = true, .name = "mount", .object = "/root.0"};
	boot(&world);
	tap_num(errors("step mount failed: cannot mount /dev/sda as ext3,ext4: Input/output error"),
		1, "rootfstype= does not apply to a fallback");
	tap_num(errors("to do: "), 0, "and is not blamed for its failure");
}

/* A device without a known file system: every registered type is tried. */
static void unknown_content(void)
{
	struct world world = machine_world("root=/dev/sda panic=-1");

	machine_write(world.dir, "dev/sda", "nothing known");
	machine_write(world.dir, "proc/filesystems", "nodev\tproc\n\text4\nnodev\ttmpfs\n\txfs\n");
	world.bad_disk = "/dev/sda";
	boot(&world);
	tap_num(errors("step mount failed: cannot mount /dev/sda: no known file system on it"), 1,
		"no known file system");
	tap_ok(world_count(&outcome, "mount /dev/sda /root.0 ext4 ro") == 1 &&
		       world_count(&outcome, "mount /dev/sda /root.0 xfs ro") == 1 &&
		       world_count(&outcome, "mount /dev/sda /root.0 ") == 2,
	       "the types that need a device are tried");
}

/* ---- why the switch fails ---- */

/* Before 7.0 the new root is moved. */
static void move(void)
{
	static const char *const calls[] = {"mount", "chroot"}, *const objects[] = {"/", "."};

	for (unsigned i = 0; i < 2; i++) {
		struct world world = machine_world("root=LABEL=root panic=-1");

		world.fault = (struct world_fault){
			.error = -EPERM, .lasts = true, .name = calls[i], .object = objects[i]};
		boot(&world);
		tap_num(errors("step switch failed: the new root cannot become /: Operation not "
			       "permitted"),
			1, "%s fails: it is the cause", calls[i]);
		tap_ok(!world_count(&outcome, "exec /sbin/init") &&
			       machine_has(world.dir, "old/deep/er/ballast"),
		       "and nothing is executed or deleted");
	}
}

/* The kernel's candidates: those that do not exist are skipped. */
static void other_inits(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	world.bad_init = "new/sbin/init";
	machine_write(world.dir, "new/etc/init", "not executable");
	boot(&world);
	tap_num(errors("/sbin/init exists but cannot be executed: Exec format error"), 1,
		"an init that cannot be executed is logged");
	tap_num(errors("/etc/init exists but cannot be executed: Permission denied"), 1,
		"so is the next one");
	tap_num(errors("/bin/init"), 0, "one that does not exist is not");
	tap_num(errors("step init failed: /sbin/init cannot be executed: Exec format error"), 1,
		"the first one is the cause");
}

/* ---- the memory of the initramfs ---- */

static void cleanup(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	world.fault = (struct world_fault){
		.error = -EIO, .lasts = true, .name = "fs_magic", .object = "old"};
	boot(&world);
	tap_ok(world_count(&outcome, "exec /sbin/init in new: ") == 1 &&
		       machine_has(world.dir, "old/deep/er/ballast"),
	       "a file system that may not be an initramfs is not deleted");
	world = machine_world("root=LABEL=root panic=-1");
	world.processes = 7; /* two modules, a probe, mount, check, System.map */
	boot(&world);
	tap_num(errors("the memory of the initramfs is not freed: Resource temporarily "
		       "unavailable"),
		1, "without a cleanup process this is logged");
	tap_num(world_count(&outcome, "exec /sbin/init in new: "), 1, "and the init is executed");
}

int main(void)
{
	devices();
	fallbacks();
	configuration();
	stay();
	console_level();
	slow_mount();
	types();
	unknown_content();
	move();
	other_inits();
	cleanup();
	return tap_done();
}
