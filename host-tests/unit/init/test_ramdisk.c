// SPDX-License-Identifier: GPL-2.0
/* An image on a RAM disk: as /linuxrc, and as the init of root=/dev/ram0. */
#include <string.h>
#include <sys/wait.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"

#define REAL_ROOT_DEV "proc/sys/kernel/real-root-dev"

static struct outcome outcome;

static void boot(const struct world *world, const char *name)
{
	machine_boot(world, name, &outcome);
}

static struct world ramdisk_world(const char *cmdline)
{
	struct world world = machine_world(cmdline);

	world.ramdisk = world.nullfs = true;
	return world;
}

static struct world linuxrc_world(const char *cmdline)
{
	struct world world = ramdisk_world(cmdline);

	world.linuxrc = true;
	return world;
}

/* ---- /linuxrc ---- */

static bool exited(int status)
{
	return WIFEXITED(outcome.status) && WEXITSTATUS(outcome.status) == status;
}

static void check_linuxrc(void)
{
	struct world world = linuxrc_world("root=LABEL=root");

	boot(&world, "linuxrc");
	tap_ok(exited(0), "/linuxrc: the exit status is 0");
	tap_ok(machine_holds(world.dir, REAL_ROOT_DEV, "2048\n"),
	       "/linuxrc: the kernel gets the number of the root, 8:0");
	tap_num(world_count(&outcome, "module "), 2,
		"/linuxrc: the drivers of the disk and of its file system are loaded");
	tap_num(world_count(&outcome, "mount /dev/sda"), 0, "/linuxrc: the root is not mounted");
	tap_ok(world_count(&outcome, "umount /dev") == 1 &&
		       world_count(&outcome, "umount /proc") == 1 &&
		       world_count(&outcome, "umount /sys") == 1 &&
		       world_count(&outcome, "umount /run") == 1,
	       "/linuxrc: what was mounted is unmounted");
	tap_num(world_count(&outcome, "exec "), 0, "/linuxrc: no init is executed");
	tap_num(world_count(&outcome, "kmsg <6>gangway: root=LABEL=root is /dev/sda, which the "
				      "kernel mounts"),
		1, "/linuxrc: the root is logged");
}

/* The kernel tries the same options for the RAM disk and for the root. */
static void check_restrictions(void)
{
	static const char ignored[] = "kmsg <2>gangway: ignoring gangway.stay, "
				      "gangway.fallback and gangway.trial: the kernel mounts the "
				      "root; ";
	struct world world = linuxrc_world("root=LABEL=root gangway.fallback=/dev/sdb");

	boot(&world, "linuxrc");
	tap_ok(exited(0) && world_count(&outcome, ignored) == 1,
	       "/linuxrc: a fallback is ignored, and this is logged");
	world = linuxrc_world("root=LABEL=root gangway.stay");
	boot(&world, "linuxrc");
	tap_ok(machine_holds(world.dir, REAL_ROOT_DEV, "2048\n") &&
		       world_count(&outcome, ignored) == 1,
	       "/linuxrc: so is gangway.stay");
	world = linuxrc_world("root=LABEL=root gangway.trial=LABEL=state:/tries");
	boot(&world, "linuxrc");
	tap_num(world_count(&outcome, ignored), 1, "/linuxrc: so is gangway.trial");
	world = linuxrc_world("root=LABEL=root gangway.break=switch");
	boot(&world, "linuxrc");
	tap_num(world_count(&outcome, "kmsg <2>gangway: ignoring gangway.break=switch: expected "
				      "drivers, root, mount, linuxrc or no"),
		1, "/linuxrc: its steps are those that gangway.break= accepts");
}

static void check_no_device(void)
{
	struct world world = linuxrc_world("root=LABEL=no gangway.timeout=1 panic=-1");

	boot(&world, "linuxrc");
	tap_ok(exited(1) && machine_holds(world.dir, REAL_ROOT_DEV, "0\n"),
	       "/linuxrc: without the root, the exit status is 1 and the kernel gets no number");
	world = linuxrc_world("root=LABEL=root");
	machine_remove(world.dir, REAL_ROOT_DEV);
	boot(&world, "linuxrc");
	tap_ok(world_count(&outcome, "kmsg <2>gangway: step linuxrc failed: /" REAL_ROOT_DEV
				     ": No such file or directory") > 0 &&
		       world_count(&outcome, "shell") > 0,
	       "/linuxrc: a kernel without real-root-dev: the step fails, a shell opens");
}

/* Typed by a user, or started by a kernel that does not know RAM disks. */
static void check_not_run_by_kernel(void)
{
	struct world world = linuxrc_world("root=LABEL=root");

	boot(&world, "/init");
	tap_ok(exited(1) && machine_holds(world.dir, REAL_ROOT_DEV, "0\n") &&
		       world_count(&outcome, "module ") == 0,
	       "a process other than 1 that is not named linuxrc does nothing");
	tap_num(world_count(&outcome, "remount"), 0, "not even to the RAM disk");
	machine_link(world.dir, "old/proc/1/exe", "/sbin/init");
	boot(&world, "linuxrc");
	tap_ok(exited(1) && machine_holds(world.dir, REAL_ROOT_DEV, "0\n") &&
		       world_count(&outcome, "mount") == 0,
	       "nor does /linuxrc on a system that runs");
	world.ramdisk = false;
	boot(&world, "linuxrc");
	tap_ok(exited(1) && world_count(&outcome, "module ") == 0,
	       "nor does /linuxrc if / is not a RAM disk");
}

/* ---- root=/dev/ram0 ---- */

static void check_init(const char *name, const char *cmdline)
{
	struct world world = ramdisk_world(cmdline);

	boot(&world, name);
	tap_num(world_count(&outcome, "exec /sbin/init in new: /sbin/init splash"), 1,
		"%s, %s: the real init is executed", name, cmdline);
	tap_num(world_count(&outcome, "remount / rw"), 1, "the RAM disk is made writable");
	tap_num(world_count(&outcome, "mount /dev/sda /root.0 ext3 ro"), 1, "the root is not");
	tap_num(world_count(&outcome,
			    "mounts of /sbin/init: /=new(ro) /dev=dev(rw,nosuid) "
			    "/dev/pts=pts(rw,nosuid,noexec) /proc=proc(rw,nosuid,nodev,noexec) "
			    "/sys=sys(rw,nosuid,nodev,noexec) /run=run(rw,nosuid,nodev,noexec)"),
		1, "the RAM disk is unmounted");
	tap_ok(machine_has(world.dir, "old/init") && machine_has(world.dir, "old/deep"),
	       "nothing on it is deleted");
}

static void check_init_fails(void)
{
	struct world world = ramdisk_world("root=/dev/ram0 panic=-1");

	boot(&world, "/sbin/init");
	tap_num(world_count(&outcome, "kmsg <2>gangway: step root failed: no gangway.root= "
				      "parameter; add, for example, gangway.root=/dev/sda1"),
		1, "root=/dev/ram0 without gangway.root=: the report contains what to add");
	world = ramdisk_world("root=/dev/ram0 gangway.root=LABEL=root");
	world.bad_init = "new/sbin/init";
	world.shells = 1;
	boot(&world, "/sbin/init");
	tap_ok(world_count(&outcome, "shell") == 2 && machine_has(world.dir, "old/bin/sh"),
	       "the real init cannot be executed: a shell opens in the RAM disk");
}

/* gangway.root= is useful without a RAM disk, too: boot loaders add root=. */
static void check_override(void)
{
	struct world world = machine_world("gangway.root=LABEL=root root=/dev/no");

	boot(&world, "/init");
	tap_num(world_count(&outcome, "exec /sbin/init in new: /sbin/init splash"), 1,
		"gangway.root= overrides root= in an initramfs");
}

int main(void)
{
	check_linuxrc();
	check_restrictions();
	check_no_device();
	check_not_run_by_kernel();
	check_init("/sbin/init", "root=/dev/ram0 gangway.root=LABEL=root");
	check_init("/linuxrc", "gangway.root=LABEL=root root=/dev/ram init=/linuxrc");
	check_init_fails();
	check_override();
	return tap_done();
}
