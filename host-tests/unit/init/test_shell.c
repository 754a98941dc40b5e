// SPDX-License-Identifier: GPL-2.0
/* The rescue shell on the simulated kernel: its environment, its terminal, and when it is given up. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"
#include "lib/text.h"

static struct outcome outcome;

static void boot(const struct world *world)
{
	machine_boot(world, "/init", &outcome);
}

static struct world a_machine(const char *cmdline)
{
	struct world world = machine_world(cmdline);

	world.shells = 1;
	return world;
}

/* Without /dev/kmsg, messages have their time: that of the first one, in milliseconds; -1: none. */
static long time_in(const char *log, const char *message)
{
	char line[128];
	const char *at;
	char *point;
	long seconds;

	snprintf(line, sizeof(line), "] gangway: %s", message);
	at = strstr(log, line);
	while (at && at > log && at[-1] != '[')
		at--;
	if (!at)
		return -1;
	seconds = strtol(at, &point, 10);
	return 1000 * seconds + strtol(point + 1, NULL, 10) / 1000;
}

static long time_of(const char *message)
{
	return time_in(outcome.log, message);
}

static void environment(void)
{
	struct world world = a_machine("root=LABEL=root gangway.break=mount");

	world.shells = 0; /* the machine is switched off in the shell */
	boot(&world);
	tap_ok(strstr(outcome.log, "environment of /bin/sh in old: PS1=gangway mount:$PWD #  "
				   "ENV=/run/gangway.sh HOME=/ TERM=linux\n"),
	       "the shell has a prompt, a file of settings, and PID 1's environment");
	tap_ok(machine_says(world.dir, "run/gangway.sh", "alias modprobe=/sbin/modprobe\n"),
	       "the file replaces modprobe");
	tap_ok(machine_says(world.dir, "run/gangway.sh", "\ngangway() {\n"),
	       "and defines a command for the log");
	tap_ok(machine_says(world.dir, "run/gangway/log",
			    "starting rescue shell before step mount"),
	       "which is complete when the shell starts");
	tap_ok(machine_has(world.dir, "run/gangway/boot.json"), "as is the record of the boot");
	tap_num(world_count(&outcome, "controlling terminal"), 1, "the console is its terminal");
	tap_num(world_count(&outcome, "window of 24 rows and 80 columns"), 1,
		"which gets a size if it has none");
	world = a_machine("root=LABEL=root rw gangway.break=init");
	machine_write(world.dir, "new/bin/README", "none");
	machine_link(world.dir, "new/bin/sh", "/sbin/init");
	machine_write(world.dir, "new/etc/fstab", "");
	boot(&world);
	tap_ok(strstr(outcome.log, "environment of /bin/sh in new: PS1=gangway init:$PWD #  "
				   "ENV=/run/gangway.sh "),
	       "before step init, the shell runs in the real root");
	tap_ok(!machine_has(world.dir, "new/etc/gangway.sh"), "where nothing is written");
	world = a_machine("root=LABEL=root panic=1");
	machine_write(world.dir, "proc/consoles", "hvc7                 -W- (EC p  )  229:7\n");
	machine_add_console(world.dir, "dev/hvc7");
	machine_write(world.dir, "dev/hvc7", "x");
	machine_forbid(world.dir, "new/sbin/init");
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: starting rescue shell on /dev/hvc7; "), 2,
		"a key on another console starts the shell there");
	tap_ok(world_count(&outcome, "fds of /bin/sh: dev/hvc7 dev/hvc7 dev/hvc7") > 0,
	       "that console is its input and output");
}

/* A shell that is not used is ended, and the kernel panics: case P14. */
static long idle_shell(unsigned works, const char *panic)
{
	char line[64];
	struct world world;

	snprintf(line, sizeof(line), "root=/dev/no panic=%s gangway.timeout=1", panic);
	world = a_machine(line);
	machine_write(world.dir, "dev/console", "x");
	machine_write(world.dir, "proc/8/stat", "8 (no end");
	machine_write(world.dir, "proc/9/stat", "9 (sh) Z");
	world.no_kmsg = world.shell_stays = true;
	world.shell_works = works;
	boot(&world);
	return time_of("no rescue shell: it is not used; ") - time_of("starting rescue shell");
}

static void use(void)
{
	long idle = idle_shell(0, "5");

	tap_ok(idle >= 60000 && idle < 62000, "a shell without input is given up after a minute");
	idle = idle_shell(0, "90");
	tap_ok(idle >= 90000 && idle < 92000, "or after panic= seconds if these are more");
	idle = idle_shell(100, "5");
	tap_ok(idle >= 120000 && idle < 123000, "a running command counts as use");
}

static void cannot_start(void)
{
	struct world world = a_machine("root=/dev/no gangway.timeout=1");
	long began, ended;

	world.no_kmsg = true;
	world.fault = (struct world_fault){
		.error = -EAGAIN, .lasts = true, .name = "fork", .object = "process"};
	boot(&world);
	began = time_of("starting rescue shell");
	ended = time_of("/bin/sh: Resource temporarily unavailable");
	tap_ok(began > 0 && ended >= began + 5000 && ended < began + 6000,
	       "a failed fork() is repeated five times, a second apart");
	tap_ok(time_of("no rescue shell: /bin/sh cannot be run; the kernel will panic in 10 s") > 0,
	       "then the shell is given up");
}

/* A console that hangs up ends the shell at once. */
static void ends_at_once(void)
{
	struct world world = a_machine("");
	const char *shell;
	long first, second;

	world.no_kmsg = true;
	boot(&world);
	first = time_of("starting rescue shell");
	shell = strstr(outcome.log, "\nshell\n");
	second = time_in(shell ? shell : "", "starting rescue shell");
	tap_ok(first > 0 && second >= first + 1000 && second < first + 2000,
	       "a shell that ends at once is started again, a second later");
}

static void after_it(void)
{
	struct world world = a_machine("root=NAME=x gangway.fallback=LABEL=rot gangway.timeout=1");

	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: root=LABEL=rot did not appear"), 0,
		"after a shell that changed nothing, no old cause is logged");
	tap_num(world_count(&outcome, "mount tmpfs /run"), 1, "nothing is mounted twice");
	tap_num(world_count(&outcome, "mount sysfs /sys"), 1, "not even /sys");
}

/* Case P12: after a failed switch the shell has the file systems of the boot again. */
static void after_switch(void)
{
	static const char *const paths[] = {" /dev=dev(", " /proc=proc(", " /sys=sys(",
					    " /run=run("};
	struct world world = a_machine("root=LABEL=root");
	const char *at;

	world.fault = (struct world_fault){
		.error = -EPERM, .lasts = true, .name = "pivot_root", .object = "."};
	boot(&world);
	at = strstr(outcome.log, "mounts of /bin/sh: /=old(rw) ");
	tap_ok(at != NULL, "after a failed switch the shell is in the initramfs");
	for (unsigned i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		tap_ok(at && strstr(at, paths[i]) && strstr(at, paths[i]) < strchr(at, '\n'),
		       "with%s", paths[i]);
	tap_num(world_count(&outcome, "state of /bin/sh: in old, "), 2, "and is in /");
	tap_num(world_count(&outcome, "mount sysfs /sys"), 1, "which were not mounted again");
}

int main(void)
{
	environment();
	use();
	cannot_start();
	ends_at_once();
	after_it();
	after_switch();
	return tap_done();
}
