// SPDX-License-Identifier: GPL-2.0
/*
 * Whole boots on the simulated kernel: /init's own main() boots the simulated machine, on old and
 * new kernels, with everything in order, with something missing, and with each call of each process
 * failing in turn.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"
#include "lib/text.h"

int init_main(int argc, char **argv, char **envp);

static struct outcome outcome;

static void boot(const struct world *world)
{
	machine_boot(world, "/init", &outcome);
}

static bool panicked(void)
{
	return WIFEXITED(outcome.status) && WEXITSTATUS(outcome.status) == 1 &&
	       world_count(&outcome, "exit 1");
}

static bool became_init(void)
{
	return world_count(&outcome, "exec /sbin/init in new: /sbin/init splash") == 1;
}

/* ---- boots that succeed ---- */

static void check_success(bool nullfs, const char *kernel)
{
	struct world world = machine_world("root=LABEL=root gangway.debug");

	world.nullfs = nullfs;
	boot(&world);
	tap_ok(became_init(), "%s: the real init replaces PID 1 and gets its arguments", kernel);
	tap_num(world_count(&outcome, "mount /dev/sda /root.0 ext3 ro"), 1,
		"%s: the root is found by its label and mounted once, with its type", kernel);
	tap_num(world_count(&outcome, "module "), 2,
		"%s: the requested module and the root's are loaded", kernel);
	tap_ok(!machine_has(world.dir, "old/init") && !machine_has(world.dir, "old/deep"),
	       "%s: the image's memory is freed", kernel);
	tap_ok(machine_has(world.dir, "new/precious") && machine_has(world.dir, "dev/kmsg") &&
		       machine_has(world.dir, "sys/class"),
	       "%s: no other file is deleted", kernel);
	tap_ok(machine_has(world.dir, "run/gangway/boot.json"), "%s: boot.json is written", kernel);
	tap_num(world_count(&outcome,
			    "kmsg <6>gangway: starting /sbin/init on LABEL=root (/dev/sda, "),
		1, "%s: the start of the real init is logged (case U11)", kernel);
	tap_num(world_count(&outcome, "fds of /sbin/init: dev/console dev/console dev/console"), 1,
		"%s: descriptors 0 to 2 are the console of the root's /dev (case P2)", kernel);
}

/* ---- descriptors 0 to 2: cases P2 and P3 ---- */

static void check_late_console(void)
{
	struct world world = machine_world("root=LABEL=root gangway.break=mount");

	world.console_after = "sd_mod";
	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, "fds of /sbin/init: dev/console dev/console dev/console"), 1,
		"a console whose driver is a module: the real init has it as 0 to 2");
	tap_num(world_count(&outcome, "fds of /bin/sh: dev/console dev/console dev/console"), 1,
		"a console whose driver is a module: so does the shell");
	world = machine_world("root=LABEL=root");
	machine_remove(world.dir, "old/dev/console");
	boot(&world);
	tap_num(world_count(&outcome, "mknod /dev/console 20600 5:1"), 1,
		"no /dev/console in the image: gangway makes it");
	tap_num(world_count(&outcome, "fds of /sbin/init: dev/console dev/console dev/console"), 1,
		"no /dev/console in the image: the real init has that of the root's /dev");
}

/* A regular file named /dev/console, from an image made without mknod, must not receive output. */
static void check_file_as_console(void)
{
	struct world world = machine_world("root=LABEL=root");

	machine_encrypt(world.dir, true);
	machine_remove(world.dir, "old/dev/console");
	machine_write(world.dir, "old/dev/console", "");
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step console: /dev/console: "), 1,
		"/dev/console of the image is a file: it is logged");
	tap_num(world_count(&outcome, "fds of /lib/gangway/crypto_LUKS: dev/console dev/console "
				      "dev/console"),
		1, "/dev/console of the image is a file: helpers get the device");
	tap_num(world_count(&outcome, "fds of /sbin/init: dev/console dev/console dev/console"), 1,
		"/dev/console of the image is a file: so does the real init");
}

static void check_no_console(void)
{
	struct world world = machine_world("root=LABEL=root");

	machine_encrypt(world.dir, true);
	world.console_after = "nothing";
	boot(&world);
	tap_num(world_count(&outcome, "fds of /lib/gangway/crypto_LUKS: old/dev/null old/dev/null "
				      "old/dev/null"),
		1, "no console: a container's helper runs with /dev/null");
	tap_num(world_count(&outcome, "fds of /sbin/init: dev/null dev/null dev/null"), 1,
		"no console: the real init has the /dev/null of the real root");
}

/* ---- kernels without devtmpfs, and without a log: case P11 ---- */

static void check_no_devtmpfs(void)
{
	struct world world = machine_world("root=LABEL=root");

	world.no_devtmpfs = true;
	boot(&world);
	tap_num(world_count(&outcome, "mknod /dev/sda 60600 8:0"), 1,
		"case P11: without devtmpfs the node of the disk is made, from /sys");
	tap_ok(world_count(&outcome, "mknod /dev/null 20666 1:3") > 0,
	       "nodes of character devices are made too, with their modes");
	tap_num(world_count(&outcome, "kmsg <6>gangway: cannot mount devtmpfs on /dev: "), 1,
		"this is logged, through a node for /dev/kmsg");
	tap_num(world_count(&outcome, "fds of /sbin/init: nodes/console nodes/console "
				      "nodes/console"),
		1, "a root with an empty /dev gets the nodes");
	tap_ok(became_init(), "and boots");

	world = machine_world("root=LABEL=root");
	world.no_devtmpfs = world.no_tmpfs = world.no_uevents = true;
	boot(&world);
	tap_ok(world_count(&outcome, "mknod /dev/sda 60600 8:0") > 0,
	       "case P11: without tmpfs and uevents the nodes are made in the image's /dev");
	tap_num(world_count(&outcome, "mount /dev/sda /root.0 ext3 ro"), 1,
		"and are used to mount the root");
}

/* A static /dev, as on the root of an embedded system. */
static void check_static_dev(void)
{
	struct world world = machine_world("root=LABEL=root");

	world.no_devtmpfs = true;
	machine_add_console(world.dir, "new/dev/console");
	boot(&world);
	tap_num(world_count(&outcome, "fds of /sbin/init: new/dev/console new/dev/console "
				      "new/dev/console"),
		1, "case P11: without devtmpfs a root that has device nodes keeps them");
	tap_ok(became_init() && world_count(&outcome, "umount /dev") == 1,
	       "and gangway's /dev does not cover them");
	world = machine_world("root=LABEL=root");
	machine_add_console(world.dir, "new/dev/console");
	boot(&world);
	tap_num(world_count(&outcome, "fds of /sbin/init: dev/console dev/console dev/console"), 1,
		"with devtmpfs the root gets the devtmpfs");
	world = machine_world("root=LABEL=root");
	world.no_devtmpfs = true;
	machine_write(world.dir, "new/dev/console", "");
	boot(&world);
	tap_num(world_count(&outcome, "fds of /sbin/init: nodes/console nodes/console "
				      "nodes/console"),
		1, "without it, a file at /dev/console is no device node to keep");
}

/* The /dev in a shell before step init is the root's own, on its disk. */
static void check_static_dev_is_kept(bool no_tmpfs)
{
	struct world world = machine_world("root=LABEL=root rw gangway.break=init");

	world.no_devtmpfs = true;
	world.no_tmpfs = no_tmpfs;
	world.shells = 1;
	world.shell_plugs = true;
	machine_add_console(world.dir, "new/dev/console");
	machine_write(world.dir, "new/bin/README", "none");
	machine_link(world.dir, "new/bin/sh", "/sbin/init");
	boot(&world);
	tap_ok(became_init() && world_count(&outcome, "shell") == 1,
	       "case P11: a disk that appears before step init, on a root with its own /dev");
	tap_num(world_count(&outcome, "mknod /dev/dm-0"), 0, "gets no node on the root's disk");
}

static void check_no_kmsg(void)
{
	struct world world = machine_world("root=LABEL=rot panic=-1");

	world.no_kmsg = true;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg "), 0, "case P11: without /dev/kmsg");
	tap_ok(strstr(outcome.log, "] gangway: summary: step root failed: root=LABEL=rot did not "
				   "appear within 30 s\n") != NULL &&
		       world_count(&outcome, "console [") > 10,
	       "messages are written to the console, with their time");
	tap_num(world_count(&outcome, "console <"), 0, "and without their log level");
	world = machine_world("root=LABEL=rot panic=-1");
	world.no_kmsg = true;
	world.console_after = "sd_mod";
	boot(&world);
	tap_ok(strstr(outcome.log, "] gangway: summary: ") != NULL,
	       "also if the console's driver is a module");
}

/* ---- links and missing directories in the real root: cases P5 and P12 ---- */

static void check_linked_run(const char *target)
{
	struct world world = machine_world("root=LABEL=root rw");

	machine_link(world.dir, "new/run", target);
	machine_write(world.dir, "new/etc/victim", "precious");
	machine_write(world.dir, "new/tmp/README", "none");
	machine_write(world.dir, "new/tmp/gangway/README", "none");
	machine_link(world.dir, "new/tmp/gangway/log", "/etc/victim");
	machine_link(world.dir, "new/tmp/gangway/boot.json", "../../etc/victim");
	boot(&world);
	tap_ok(became_init(), "/run -> %s: the boot succeeds", target);
	tap_ok(machine_holds(world.dir, "new/etc/victim", "precious"),
	       "/run -> %s: nothing is written through symbolic links of the root", target);
	tap_num(world_count(&outcome,
			    "kmsg <2>gangway: /run cannot be moved to the new root and is "
			    "unmounted: Not a directory"),
		1, "/run -> %s: the unmount is logged", target);
}

static void check_missing_directories(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	machine_remove(world.dir, "new/sys");
	boot(&world);
	tap_ok(became_init(), "a root without /sys: the boot succeeds");
	tap_num(world_count(&outcome,
			    "kmsg <2>gangway: /sys cannot be moved to the new root and is "
			    "unmounted: No such file"),
		1, "a root without /sys: the unmount is logged");
	world = machine_world("root=LABEL=root panic=-1");
	machine_link(world.dir, "new/dev", "/sbin");
	boot(&world);
	tap_ok(panicked(), "a root whose /dev is a symbolic link: no init is run without devices");
	tap_num(world_count(&outcome,
			    "kmsg <2>gangway: step switch failed: /dev cannot be moved to "
			    "the new root: "),
		1, "a root whose /dev is a symbolic link: the cause is reported");
}

static void check_stay(void)
{
	struct world world = machine_world("gangway.stay init=/bin/sh");

	boot(&world);
	tap_num(world_count(&outcome, "exec /bin/sh in old: /bin/sh splash"), 1,
		"gangway.stay: the image's own init is executed in the image");
	tap_ok(machine_has(world.dir, "old/init"), "gangway.stay: the image is kept");
}

/* The helper runs from the image, with the new root as /. */
static void check_sysmap(void)
{
	static const char none[] = "kmsg <6>gangway: System.map is not installed: the image has no "
				   "/lib/gangway/sysmap";
	static const char run[] = "exec lib/gangway/sysmap ";
	struct world world = machine_world("root=LABEL=root gangway.sysmap=all");

	boot(&world);
	tap_num(world_count(&outcome, "exec lib/gangway/sysmap in new: lib/gangway/sysmap all"), 1,
		"sysmap: the helper is run, with gangway.sysmap's value");
	world = machine_world("root=LABEL=root gangway.sysmap=off");
	boot(&world);
	tap_num(world_count(&outcome, run), 0,
		"sysmap: the helper is not run with gangway.sysmap=off");
	world = machine_world("root=LABEL=root");
	machine_remove(world.dir, "old/lib/gangway/sysmap");
	boot(&world);
	tap_ok(became_init(), "sysmap: an image without the helper boots");
	tap_num(world_count(&outcome, none), 1, "sysmap: the missing helper is logged");
	world = machine_world("root=LABEL=root");
	machine_forbid(world.dir, "old/lib/gangway/sysmap");
	boot(&world);
	tap_ok(became_init() && !machine_has(world.dir, "old/deep"),
	       "sysmap: a helper that cannot be executed does not keep the image");
	tap_num(world_count(&outcome, "kmsg <2>gangway: /lib/gangway/sysmap: "), 1,
		"sysmap: its failure is logged");
}

/* ---- boots that fail: the failure report, and the image is kept ---- */

static void check_failure(const char *what, const char *cmdline, const char *cause)
{
	struct world world = machine_world(cmdline);
	char line[256];

	boot(&world);
	snprintf(line, sizeof(line), "kmsg <2>gangway: %s", cause);
	tap_ok(panicked(), "%s: PID 1 exits, and the kernel panics", what);
	tap_ok(world_count(&outcome, line) > 0, "%s: logs \"%s\"", what, cause);
	tap_ok(machine_has(world.dir, "old/deep/er/ballast"), "%s: nothing is deleted", what);
}

static void check_failures(void)
{
	check_failure("no root=", "panic=-1",
		      "step root failed: no root= parameter; add, for example, root=/dev/sda1");
	check_failure("an unknown form of root=", "root=NAME=x panic=-1",
		      "step config failed: cannot use root=NAME=x: not a device name");
	check_failure("the candidates are listed in this case, too", "root=NAME=x panic=-1",
		      "  /dev/sda  16 MiB  ext3  LABEL=root");
	check_failure("a root that does not appear", "root=LABEL=rot panic=-1 gangway.timeout=7",
		      "step root failed: root=LABEL=rot did not appear within 7 s");
	check_failure("the candidates are listed", "root=LABEL=rot panic=-1",
		      "  /dev/sda  16 MiB  ext3  LABEL=root");
	check_failure("the closest match is reported", "root=LABEL=rot panic=-1",
		      "closest match: LABEL=root (/dev/sda)");
	check_failure("an init that does not exist", "root=/dev/sda init=/bin/no panic=-1",
		      "step switch failed: init=/bin/no of the root: No such file");
	check_failure("a module that does not exist", "root=LABEL=no gangway.modules=nix panic=-1",
		      "module nix: ");
	check_failure("an unknown parameter", "gangway.nonsense panic=-1",
		      "command line: unknown parameter gangway.nonsense; see gangway(7)");
	check_failure("an unknown parameter with a close match", "gangway.time-uot=3 panic=-1",
		      "command line: unknown parameter gangway.time-uot; did you mean "
		      "gangway.timeout?");
	check_failure("an invalid number of seconds", "rootwait=long gangway.timeout=1 panic=-1",
		      "rootwait=long: not a number of seconds up to 2147483; waiting without");
	check_failure("no shell if panic= is negative", "root=/dev/no panic=-1",
		      "no rescue shell: panic= is negative; the kernel will panic in 0 s");
}

/* ---- gangway.fallback= ---- */

static void check_fallback(void)
{
	struct world world = machine_world("root=LABEL=rot gangway.fallback=UUID=no,,LABEL=root "
					   "gangway.fallback=LABEL=later gangway.timeout=8");

	boot(&world);
	tap_ok(became_init(), "the first candidate that is present is mounted");
	tap_num(world_count(&outcome, "kmsg <2>gangway: root=LABEL=rot failed: root=LABEL=rot "
				      "did not appear within 2 s"),
		1, "each candidate gets a share of the timeout");
	tap_num(world_count(&outcome, "kmsg <2>gangway: trying gangway.fallback="), 2,
		"the next candidate is logged");
}

/* Step config recognises a malformed root=. */
static void check_malformed(void)
{
	struct world world = machine_world("root=NAME=x gangway.fallback=LABEL=root");

	boot(&world);
	tap_ok(became_init(), "a malformed root=, and a fallback that is present");
	tap_num(world_count(&outcome, "kmsg <2>gangway: root=NAME=x failed: cannot use "
				      "root=NAME=x: not a device name"),
		1, "the malformed root= is given up at once");
	world = machine_world("root=LABEL=root gangway.fallback=NAME=x,nfs");
	boot(&world);
	tap_ok(became_init(), "a root that is present, and malformed fallbacks");
	tap_num(world_count(&outcome, "kmsg <2>gangway: ignoring gangway.fallback="), 2,
		"the malformed fallbacks are ignored");
	world = machine_world("root=NAME=x gangway.fallback=LABEL=rot gangway.timeout=1");
	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step root failed: root=LABEL=rot did not "),
		2, "after a shell the fallback is tried again, but not the malformed root");
	world = machine_world("root=NAME=x");
	world.shells = 1;
	world.shell_mounts = true;
	boot(&world);
	tap_ok(became_init(), "a malformed root=, and another root that is mounted in the shell");
}

/* Case U17: steps of other initrds are accepted; an unknown step does not stop the boot. */
static void check_break(void)
{
	static const char ignored[] = "kmsg <2>gangway: ignoring gangway.break=";
	static const char *const none[] = {"mont", "config"};
	static const char *const steps[] = {"drivers", "root", "mount", "switch"};
	char line[128];

	for (unsigned i = 0; i < 2; i++) {
		struct world world;

		snprintf(line, sizeof(line), "root=LABEL=root gangway.break=%s", none[i]);
		world = machine_world(line);
		boot(&world);
		snprintf(
			line, sizeof(line),
			"%s%s: expected drivers, root, resume, trial, mount, stub, switch, sysmap, init or no",
			ignored, none[i]);
		tap_ok(became_init() && world_count(&outcome, line) == 1, "gangway.break=%s",
		       none[i]);
	}
	for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct world world;

		snprintf(line, sizeof(line), "root=LABEL=root gangway.break=%s", steps[i]);
		world = machine_world(line);
		world.shells = 1;
		boot(&world);
		tap_ok(became_init() && world_count(&outcome, "shell") == 1, "gangway.break=%s",
		       steps[i]);
	}
}

/* ---- expedited RCU ---- */

/* The events in the log that begin with one of the words, each by its first letter. */
static const char *order_of(const char *const words[], unsigned count)
{
	static char order[64];
	unsigned len = 0;

	for (const char *line = outcome.log; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		for (unsigned i = 0; i < count && len < sizeof(order) - 1; i++)
			if (text_after(line, words[i]))
				order[len++] = "+-msx"[i];
	}
	order[len] = '\0';
	return order;
}

static void check_expedited(const char *cmdline, const char *order, const char *what)
{
	static const char *const words[] = {"write rcu_expedited 1", "write rcu_expedited 0",
					    "module ", "shell", "exec /sbin/init"};
	char line[128];
	struct world world;

	snprintf(line, sizeof(line), "root=LABEL=root %s", cmdline);
	world = machine_world(line);
	world.shells = 1;
	boot(&world);
	tap_str(order_of(words, 5), order, "expedited RCU: %s", what);
}

static void check_expedited_all(void)
{
	check_expedited("", "+mm-x", "on while modules are loaded, off for the real init");
	check_expedited("gangway.break=mount", "+m-s+m-x", "off for the shell");
	check_expedited("gangway.expedite=no", "mmx", "gangway.expedite=no");
	check_expedited("rcupdate.rcu_normal=1", "mmx", "the kernel must not expedite");
	check_expedited("isolcpus=1-3", "mmx", "processors are isolated");
	check_expedited("nohz_full=1", "mmx", "processors run without ticks");
	check_expedited("nohz_full=1 gangway.expedite", "mmx", "a flag needs a value");
	check_expedited("nohz_full=1 gangway.expedite=yes", "+mm-x", "nevertheless, on request");
}

static void check_last_fallback(void)
{
	struct world world = machine_world("root=/dev/sda gangway.fallback=LABEL=root panic=-1");

	machine_forbid(world.dir, "new/sbin/init");
	boot(&world);
	tap_ok(panicked(), "a root without an init, and a fallback to the same device");
	tap_num(world_count(&outcome, "umount /root"), 1, "the failed root is unmounted");
	tap_num(world_count(&outcome, "kmsg <2>gangway:   root=/dev/sda: "), 1,
		"the failure report contains the cause for root=");
	tap_num(world_count(&outcome, "kmsg <2>gangway:   gangway.fallback=LABEL=root: the last"),
		1, "and for the fallback");
}

/* The root whose init cannot be executed is unmounted; its fallback fails in the same way. */
static void check_fallback_after_exec(bool nullfs, const char *kernel)
{
	struct world world = machine_world("root=/dev/sda gangway.fallback=8:0");

	world.nullfs = nullfs;
	world.bad_init = "new/sbin/init";
	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, "mount /dev/sda /root"), 2,
		"%s: after a failed exec, the fallback is tried", kernel);
	tap_num(world_count(&outcome, "shell"), 2, "%s: and then to a shell, twice", kernel);
	tap_ok(machine_has(world.dir, "old/deep/er/ballast"), "%s: nothing is deleted", kernel);
}

/* What the failure report contains about modules and devices. */
static void check_hardware(void)
{
	check_failure("a live module that does not make the root appear", "root=LABEL=rot panic=-1",
		      "other devices without a driver: 1; modules for them: sd_mod");
	check_failure("a module that is not in the image", "root=LABEL=rot panic=-1",
		      "/sys/devices/pci has no driver; modules for it: lsi (not in the image)");
	check_failure("missing firmware", "root=LABEL=rot panic=-1",
		      "nic 0000:00:03.0: firmware nic.bin is missing");
	check_failure("a deferred device", "root=LABEL=rot panic=-1",
		      "panel waits for another device: panel: supplier power not ready");
	check_failure("a deferred device without a reason", "root=LABEL=rot panic=-1",
		      "fan waits for another device");
	tap_num(world_count(&outcome, "mount debugfs"),
		world_count(&outcome, "umount /sys/kernel/"), "debugfs is unmounted");
}

/* The lines from the summary on are the last; case U4. */
static void check_summary(void)
{
	static const char *const lines[] = {
		"<2>gangway: summary: step root failed: root=LABEL=rot did not appear within 30 s",
		"<2>gangway: requested: root=LABEL=rot ro",
		"<2>gangway: closest match: LABEL=root (/dev/sda)",
		"<2>gangway: starting rescue shell; 'exit' retries step root",
	};
	struct world world = machine_world("root=LABEL=rot");
	const char *at;

	boot(&world);
	at = strstr(outcome.log, "kmsg <2>gangway: summary:");
	for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		tap_ok(at && text_after(at, "kmsg ") && text_after(at + 5, lines[i]),
		       "summary: case U4: %s", lines[i]);
		at = at ? strchr(at, '\n') : NULL;
		at = at ? at + 1 : NULL;
	}
	check_failure("the storage driver is suggested if no identifier is close, case U1",
		      "root=UUID=6a6e7761-0000-4000-8000-0000000000ff panic=-1",
		      "to do: add the driver to the image: mkinitrd --modules lsi, or --generic");
	check_failure("the only device with a file system is suggested, case U17", "panic=-1",
		      "to do: try root=LABEL=root");
	world = machine_world("root=/dev/sda init=/bin/no panic=-1");
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: /sys/devices/"), 0,
		"no hardware is reported once there is a root, case U4");
	tap_num(world_count(&outcome, "kmsg <2>gangway: other devices"), 0,
		"nor are devices counted");
}

/* If gangway.coldplug=no kept a driver of the image from loading, the advice is not to add it. */
static void check_idle_driver(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1 gangway.coldplug=no");

	machine_serve_pci(world.dir);
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: to do: sd_mod is in the image, but was "
				      "not loaded: gangway.coldplug=no"),
		1, "a driver of the image that was not loaded");
	tap_num(world_count(&outcome, "kmsg <2>gangway: to do: add the driver"), 0,
		"the advice is not to add it");
}

/* In a wait of 30 s, a message after 3, 9 and 21 s; `quiet` hides the first. */
static void check_waiting(void)
{
	struct world world = machine_world("root=LABEL=rot panic=-1");

	boot(&world);
	tap_num(world_count(&outcome,
			    "kmsg <6>gangway: waiting for root=LABEL=rot: 1 block devices "
			    "found; 2"),
		1, "a waiting message contains the time left, case U18");
	tap_num(world_count(&outcome,
			    "kmsg <2>gangway: waiting for root=LABEL=rot: 1 block devices "
			    "found; "),
		2, "a longer wait is visible with quiet, case U6");
	world = machine_world("root=LABEL=rot panic=-1");
	world.hung_module = "sd_mod";
	boot(&world);
	tap_ok(world_count(&outcome, "kmsg <6>gangway: waiting for root=LABEL=rot: 0 block devices "
				     "found, still loading sd_mod; 2") == 1,
	       "a waiting message names what is awaited, case U18");
}

static void check_shell_is_announced(void)
{
	struct world world = machine_world("root=LABEL=root quiet gangway.break=mount");

	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: starting rescue shell before step mount; "
				      "'exit' continues"),
		1, "the start of a shell is visible with quiet, case U6");
}

/* Case U19. */
static void check_record(void)
{
	static const char log[] = "run/gangway/log", json[] = "run/gangway/boot.json";
	struct world world = machine_world("root=LABEL=root gangway.debug a=\"b\"");

	boot(&world);
	tap_ok(machine_says(world.dir, log,
			    "gangway: version " GANGWAY_VERSION
			    "; command line: root=LABEL=root gangway.debug a=\"b\"\n"),
	       "the log begins with the version and the command line");
	tap_ok(machine_says(world.dir, log, "] gangway: step root\n") &&
		       !machine_says(world.dir, log, "<6>gangway: "),
	       "each line has a time");
	tap_ok(world_count(&outcome, "kmsg <6>gangway: step root"),
	       "the kernel log adds its own time");
	tap_ok(machine_says(world.dir, json,
			    "{\"schema\":1,\"version\":\"" GANGWAY_VERSION
			    "\",\"release\":\"6.1.0-test\",\"cmdline\":\"root=LABEL=root "
			    "gangway.debug a=\\\"b\\\"\",\"root\":\"LABEL=root\""),
	       "boot.json contains the version and the command line");
	tap_ok(machine_says(world.dir, json, "\"device\":\"sda\",\"mode\":\"ro\",\"type\":"),
	       "and how the root is mounted");
}

/* Nothing may cover the summary before the user has read it. */
static void check_hold(void)
{
	struct world world = machine_world("root=LABEL=rot gangway.shell=no");

	boot(&world);
	tap_ok(panicked(), "no shell: the kernel panics");
	tap_num(world_count(&outcome, "kmsg <2>gangway: no rescue shell: gangway.shell=no; the "
				      "kernel will panic in 10 s"),
		1, "the summary is held before the panic, case U3");
}

/* The driver of the disk is live while it is still probing. */
static void check_live_module(void)
{
	struct world world = machine_world("root=/dev/sda init=/bin/no panic=-1");

	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: module "), 0,
		"live modules are not reported as failures, case U8");
}

/* ---- disks that do not respond: case P8 ---- */

static void check_dead_disk(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	world.mount_hangs = true;
	boot(&world);
	tap_ok(panicked(), "a mount that does not return: the deadline holds");
	tap_num(world_count(&outcome, "kmsg <6>gangway: waiting: mounting /dev/sda as ext3,ext4; "),
		3, "a mount that does not return: what is waited for is logged");
	tap_num(world_count(&outcome, "kmsg <2>gangway: step mount failed: /dev/sda does not "
				      "respond: mounting it as ext3,ext4 takes too long"),
		1, "a mount that does not return: it is the cause");
	world = machine_world("root=LABEL=root gangway.fallback=8:0 gangway.timeout=4");
	world.mount_hangs = true;
	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, "mount /dev/sda "), 1,
		"a mount that does not return: the device is not mounted a second time");
	tap_num(world_count(&outcome, "kmsg <2>gangway: step mount failed: /dev/sda: an earlier "
				      "mount of it does not end"),
		2,
		"a mount that does not return: the earlier mount is the cause, also after a shell");
}

static void check_mount_cause(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	world.bad_disk = "/dev/sda";
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step mount failed: cannot mount /dev/sda "
				      "as ext3,ext4: Invalid argument"),
		1, "a mount that fails: its error is the cause");
}

static void check_slow_disk(void)
{
	struct world world = machine_world("root=LABEL=root");

	world.mount_seconds = 25;
	boot(&world);
	tap_ok(became_init(), "a slow mount is waited for");
	world = machine_world("root=LABEL=root");
	world.mount_seconds = 50;
	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step mount failed: /dev/sda does not "), 1,
		"a mount that takes longer is given up");
	tap_num(world_count(&outcome, "umount /root.0"), 1,
		"a mount that succeeds late is undone by its own process");
	tap_num(world_count(&outcome, "mount /dev/sda "), 2, "then the device is mounted again");
	tap_ok(became_init(), "and the real init is executed");
	for (unsigned works = DISK_READS; works <= DISK_WRITES; works++) {
		world = machine_world("root=LABEL=root panic=-1 gangway.timeout=5");
		world.mount_seconds = 50;
		world.disk_works = works;
		boot(&world);
		tap_ok(became_init(), "a mount is waited for as long as its disk completes %s",
		       works == DISK_READS ? "reads" : "writes");
	}
	world = machine_world("root=LABEL=root rootwait panic=-1");
	world.mount_seconds = 50;
	boot(&world);
	tap_ok(became_init(), "with rootwait, a slow mount is waited for without limit");
}

static void check_dead_root(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	world.root_hangs = true;
	boot(&world);
	tap_ok(panicked(), "a disk that dies after the mount: the deadline holds");
	tap_num(world_count(&outcome, "kmsg <2>gangway: step switch failed: the root's disk does "
				      "not respond: checking its init takes too long"),
		1, "a disk that dies after the mount: it is the cause");
	tap_num(world_count(&outcome, "kmsg <2>gangway: to do: "), 0,
		"a disk that dies after the mount: another init is not suggested");
	world = machine_world("root=LABEL=root gangway.fallback=8:0 panic=-1");
	world.root_fails = true;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step switch failed: the root cannot be "
				      "read: Input/output error"),
		1, "a disk that fails after the mount: its error is the cause (case P28)");
	tap_num(world_count(&outcome, "kmsg <2>gangway:   root=LABEL=root: the root cannot be "
				      "read: Input/output error"),
		1, "a disk that fails after the mount: also the cause of the first candidate");
	world = machine_world("root=LABEL=root panic=-1");
	machine_write(world.dir, "new/sbin/init", "#!/lib/interpreter\n");
	machine_write(world.dir, "new/lib/interpreter", "program");
	world.fault = (struct world_fault){
		.error = -EIO, .lasts = true, .name = "read", .object = "new/lib/interpreter"};
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step switch failed: the root cannot be "
				      "read: Input/output error"),
		1, "the interpreter of the init is read ahead");
	world = machine_world("root=LABEL=root panic=-1");
	world.disk_removed = true;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step switch failed: the root's disk, "
				      "/dev/sda, was removed"),
		1, "a disk that is removed after the mount: the removal is the cause (case P28)");
}

/* A new root that cannot take its place: nothing is executed, and the call's error is the cause. */
static void check_switch_causes(void)
{
	static const struct {
		const char *name, *object, *cause;
	} failures[] = {
		{"mount", "/root", "step mount failed: /root.0 cannot be moved to /root: "},
		{"pivot_root", ".", "step switch failed: the new root cannot become /: "},
	};
	char line[128];

	for (unsigned i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct world world = machine_world("root=LABEL=root panic=-1");

		world.fault = (struct world_fault){.error = -EPERM,
						   .lasts = true,
						   .name = failures[i].name,
						   .object = failures[i].object};
		boot(&world);
		snprintf(line, sizeof(line), "kmsg <2>gangway: %sOperation not permitted",
			 failures[i].cause);
		tap_num(world_count(&outcome, line), 1, "%s fails: it is the cause",
			failures[i].name);
		tap_ok(panicked(), "and no init is executed");
	}
}

/* Case P10: /sys is scanned if the kernel has no uevents. */
static void check_no_uevents(void)
{
	struct world world = machine_world("root=LABEL=root");

	world.no_uevents = true;
	boot(&world);
	tap_ok(became_init(), "a kernel without sockets: the root is found by scans of /sys");
	tap_num(world_count(&outcome, "kmsg <2>gangway: cannot receive device events: "), 1,
		"a kernel without sockets: this is logged once");
}

/* Case P25: the information of a truncated event is read from /sys. */
static void check_long_events(void)
{
	struct world world = machine_world("root=LABEL=root gangway.debug");

	world.long_events = true;
	boot(&world);
	tap_ok(became_init(), "case P25: a truncated uevent: the root is found");
	tap_num(world_count(&outcome, "kmsg <6>gangway: device events were lost; "), 1,
		"by a scan of /sys");
	tap_num(world_count(&outcome, "kmsg <6>gangway: event: add block"), 0,
		"since there was no other event for it");
}

/* Case P7: a mount of step mounts that fails is repeated after the shell. */
static void check_failed_mount(const char *type, const char *path)
{
	struct world world = machine_world("root=LABEL=root gangway.timeout=2");
	char line[80];

	world.bad_type = type;
	world.shells = 1;
	boot(&world);
	snprintf(line, sizeof(line), "kmsg <2>gangway: step mounts: %s on %s: ", type, path);
	tap_num(world_count(&outcome, line), 1, "case P7: a mount of %s that fails", type);
	snprintf(line, sizeof(line), "mount %s %s ", type, path);
	tap_num(world_count(&outcome, line), 3, "is repeated after a shell");
	tap_ok(became_init() && world_count(&outcome, "shell") == 1, "and then the root is found");
}

/*
 * Case P13: a failing mount takes longer than the timeout of all roots; the fallback needs a
 * module.
 */
static void check_late_module(void)
{
	struct world world = machine_world("root=/dev/sda rootfstype=vfat gangway.timeout=4 "
					   "gangway.fallback=LABEL=next panic=-1");
	const char *module, *mount;

	machine_add_disk(world.dir, "dm-0", "next");
	world.twin = true;
	world.bad_disk = "/dev/sda";
	world.mount_seconds = 9;
	boot(&world);
	module = strstr(outcome.log, "module ext4 ");
	mount = strstr(outcome.log, "mount /dev/dm-0 ");
	tap_ok(mount && strstr(outcome.log, "mount /dev/sda /root.0 vfat") < mount,
	       "case P13: a slow mount that fails, and the deadline is over");
	tap_ok(module && mount && module < mount,
	       "the module of the fallback's type has its own timeout");
	tap_ok(became_init(), "and the fallback is the root");
}

static void check_hung_module(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	world.hung_module = "sd_mod";
	boot(&world);
	tap_ok(panicked(), "a module that does not return: the deadline holds");
	tap_num(world_count(&outcome, "kmsg <2>gangway: module sd_mod: still loading after "), 1,
		"and the failure report names the module");
}

/* The disk appears, but fork() always fails, so it cannot be probed. */
static void check_no_processes(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	world.processes = 2; /* PID 1, and the child that loads the disk's driver */
	boot(&world);
	tap_ok(!outcome.hung && panicked(), "fork() fails: the deadline holds");
	tap_num(world_count(&outcome, "kmsg <2>gangway:   /dev/sda  16 MiB  not probed yet"), 1,
		"and the failure report lists the disk as not probed");
}

/* ---- the device that is mounted ---- */

/* Case P6: while the module of the file system is loading, another disk replaces the root. */
static void check_swapped_disk(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1 gangway.timeout=4");

	machine_add_disk(world.dir, "other", "other");
	world.swap_after = "ext4";
	boot(&world);
	tap_num(world_count(&outcome, "mount /dev/sda"), 0,
		"case P6: a disk that replaced the root is not mounted");
	tap_ok(panicked() && world_count(&outcome, "kmsg <2>gangway: root=LABEL=root: /dev/sda was "
						   "removed or replaced before it was mounted"),
	       "and the removal is logged");
	world = machine_world("root=LABEL=root gangway.timeout=4");
	machine_add_disk(world.dir, "other", "root");
	world.swap_after = "ext4";
	boot(&world);
	tap_ok(became_init(), "a replacement with the root's label is the root");
}

/* The same before any event: the sequence numbers of the two disks differ. */
static void check_unseen_swap(const char *label)
{
	struct world world = machine_world("root=LABEL=root panic=-1 gangway.timeout=4");

	machine_add_disk(world.dir, "other", label);
	world.swap_after = "ext4";
	world.swap_unseen = true;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: root=LABEL=root: /dev/sda was removed or "
				      "replaced before it was mounted; waiting for it again"),
		1, "case P6: a disk with another sequence number is not mounted");
	tap_num(world_count(&outcome, "mount /dev/sda"), text_equal(label, "root"),
		"case P6: it is probed again, and is LABEL=%s", label);
	tap_ok(text_equal(label, "root") ? became_init() : panicked(),
	       "the label decides whether it is the root");
}

/* Case R9: of two devices that match root=, the first cannot be mounted. */
static void check_next_device(void)
{
	struct world world = machine_world("root=LABEL=root");

	machine_add_disk(world.dir, "dm-0", "root");
	world.twin = true;
	world.bad_disk = "/dev/dm-0";
	boot(&world);
	tap_num(world_count(&outcome, "mount /dev/sda /root"), 1,
		"case R9: a device that cannot be mounted is followed by the next of its name");
	tap_num(world_count(&outcome, "kmsg <2>gangway: root=LABEL=root: "), 1, "which is logged");
	tap_ok(became_init(), "which may be the root");
	world = machine_world("root=LABEL=root panic=-1");
	world.bad_disk = "/dev/sda";
	boot(&world);
	tap_ok(panicked() && !world_count(&outcome, "kmsg <2>gangway: root=LABEL=root: "),
	       "without another match the boot fails at once");
}

/* ---- systemd ---- */

/* Only the name matters. */
static void check_systemd(void)
{
	static const struct {
		const char *target, *cmdline, *arguments, *name;
	} cases[] = {
		{"/lib/systemd/systemd", "root=LABEL=root",
		 "--switched-root --system --deserialize=60 ", "systemd: it gets the time"},
		{"../lib/systemd/systemd", "root=LABEL=root",
		 "--switched-root --system --deserialize=60 ", "systemd: a relative link"},
		{"/lib/systemd/systemd", "root=LABEL=root gangway.systemd=no", "",
		 "gangway.systemd=no: only the arguments of the kernel"},
		{"/lib/systemd/systemd-shim", "root=LABEL=root", "",
		 "another program: only the arguments of the kernel"},
		{"/lib/systemd", "root=LABEL=root", "--switched-root --system --deserialize=60 ",
		 "systemd in another directory"},
	};
	char text[160], path[64];

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct world world = machine_world(cases[i].cmdline);
		const char *target = cases[i].target + (*cases[i].target == '.' ? 2 : 0);

		snprintf(path, sizeof(path), "new%s", target);
		machine_remove(world.dir, "new/sbin/init");
		machine_link(world.dir, "new/sbin/init", cases[i].target);
		machine_write(world.dir, path, "code");
		machine_permit(world.dir, path);
		boot(&world);
		snprintf(text, sizeof(text), "exec /sbin/init in new: /sbin/init %s%s",
			 cases[i].arguments, "splash");
		tap_num(world_count(&outcome, text), 1, "%s", cases[i].name);
	}
}

/* PATH is added to the variables of the kernel, except to one or to too many. */
static void check_path(void)
{
	struct world world = machine_world("root=LABEL=root");
	char *argv[] = {(char *)"/init", NULL};
	char *envp[] = {(char *)"HOME=/", (char *)"PATHS=/", (char *)"PATH=/only", NULL};
	char *many[36];

	world_boot(&world, init_main, argv, envp, &outcome);
	tap_num(world_count(&outcome,
			    "environment of /sbin/init in new: HOME=/ PATHS=/ PATH=/only\n"),
		1, "a PATH of the command line is not changed");
	envp[2] = NULL;
	world_boot(&world, init_main, argv, envp, &outcome);
	tap_num(world_count(&outcome, "environment of /sbin/init in new: HOME=/ PATHS=/ "
				      "PATH=/sbin:/usr/sbin:/bin:/usr/bin\n"),
		1, "it is added if there is none");
	for (int i = 0; i < 35; i++)
		many[i] = (char *)"a=";
	many[35] = NULL;
	world_boot(&world, init_main, argv, many, &outcome);
	tap_ok(strstr(outcome.log, "environment of /sbin/init in new: a= ") &&
		       !strstr(outcome.log, "PATH=/sbin"),
	       "more variables than by default are passed unchanged");
}

/* What follows a systemd that cannot be executed must not inherit its state. */
static void check_failed_systemd(bool other)
{
	struct world world =
		machine_world(other ? "root=LABEL=root" : "root=LABEL=root init=/sbin/init");

	machine_remove(world.dir, "new/sbin/init");
	machine_link(world.dir, "new/sbin/init", "/lib/systemd/systemd");
	machine_write(world.dir, "new/lib/systemd/systemd", "code");
	machine_permit(world.dir, "new/lib/systemd/systemd");
	if (other) {
		machine_write(world.dir, "new/bin/init", "code");
		machine_permit(world.dir, "new/bin/init");
	}
	world.fault = (struct world_fault){
		.error = -ENOEXEC, .lasts = true, .name = "exec", .object = "/sbin/init"};
	boot(&world);
	if (other) {
		tap_num(world_count(&outcome, "exec /bin/init in new: /bin/init splash"), 1,
			"systemd cannot be executed: another init gets the kernel's arguments");
		tap_num(world_count(&outcome, "fd 60 of /bin/init"), 0, "and not systemd's state");
	} else {
		tap_num(world_count(&outcome, "shell"), 1, "no other init: a shell starts");
		tap_num(world_count(&outcome, "fd 60 of /bin/sh"), 0, "without systemd's state");
	}
}

/* ---- containers ---- */

static struct world an_encrypted_machine(const char *cmdline, bool program)
{
	struct world world = machine_world(cmdline);

	machine_encrypt(world.dir, program);
	return world;
}

static void check_container(void)
{
	struct world world = an_encrypted_machine("root=LABEL=root", true);

	boot(&world);
	tap_num(world_count(&outcome, "exec /lib/gangway/crypto_LUKS in old: "
				      "/lib/gangway/crypto_LUKS /dev/sda"),
		1, "a container: its helper is run once");
	tap_num(world_count(&outcome, "mount /dev/dm-0 /root.0 ext3 ro"), 1,
		"a container: the device that it creates is probed");
	tap_ok(became_init(), "a container: that device may be the root");
}

/* It may still activate other volumes, and has not recorded its devices for udev. */
static void check_working_container(void)
{
	struct world world = an_encrypted_machine("root=LABEL=root", true);
	const char *ends, *mount;

	world.helper_works = 5;
	boot(&world);
	ends = strstr(outcome.log, "the helper ends");
	mount = strstr(outcome.log, "mount /dev/dm-0 /root.0 ext3 ro");
	tap_ok(ends && mount && ends < mount && became_init(),
	       "the root is mounted when the helper that created it has ended");
	world = an_encrypted_machine("root=LABEL=root", true);
	world.helper_works = 100;
	boot(&world);
	tap_ok(became_init() && !strstr(outcome.log, "the helper ends"),
	       "a helper that does not end delays the boot only for a limited time");
	tap_num(world_count(&outcome, "kmsg <2>gangway: a helper has not ended for 10 s since the "
				      "root appeared"),
		1, "and why is logged");
	world = an_encrypted_machine("root=LABEL=root rootdelay=12", true);
	world.helper_works = 20;
	boot(&world);
	tap_ok(became_init() && strstr(outcome.log, "the helper ends"),
	       "this time begins after rootdelay=");
}

/*
 * mdadm oopses md_mod if it uses it during its init function (md_alloc() before md_init() has created
 * its work queues, drivers/md/md.c, 6.1), and lvm and cryptsetup fail without dm_mod.
 */
static void check_container_needs_modules(void)
{
	struct world world = an_encrypted_machine("root=LABEL=root gangway.modules=ext4", true);
	const char *live, *helper;

	world.slow_module = "ext4";
	boot(&world);
	live = strstr(outcome.log, "module ext4 is live");
	helper = strstr(outcome.log, "exec /lib/gangway/crypto_LUKS in old: ");
	tap_ok(live && helper && live < helper && became_init(),
	       "a helper starts when the modules that were requested by name are loaded");
	world = an_encrypted_machine("root=LABEL=root gangway.modules=ext4", true);
	world.hung_module = "ext4";
	boot(&world);
	tap_ok(became_init() &&
		       world_count(&outcome, "kmsg <2>gangway: waiting for root=LABEL=root: ") == 1,
	       "a module that does not return delays helpers for half the timeout");
}

static void check_closed_container(void)
{
	struct world world = an_encrypted_machine("root=LABEL=root panic=-1", false);

	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: crypto_LUKS on /dev/sda: "
				      "no helper in the image; add it with mkinitrd --with luks"),
		1, "a container without a helper, case U13: the failure report names the option");
	world = an_encrypted_machine("root=LABEL=root", true);
	world.helper_status = 2;
	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: crypto_LUKS on /dev/sda: "
				      "helper /lib/gangway/crypto_LUKS failed with exit status 2"),
		4,
		"a helper that fails: logged at once and in the failure report, again after a "
		"shell");
	tap_num(world_count(&outcome, "exec /lib/gangway/crypto_LUKS in old: "
				      "/lib/gangway/crypto_LUKS /dev/sda"),
		2, "a helper that fails: it is run again after the shell");
}

/*
 * Case P4: missing devices have their own timeout, which is logged and which fallbacks do not
 * divide; when it is over, the helper is run in mode degraded.
 */
static void check_incomplete_container(void)
{
	struct world world = an_encrypted_machine("root=LABEL=root gangway.timeout=8 panic=-1 "
						  "gangway.fallback=LABEL=a,LABEL=b,LABEL=c",
						  true);

	world.helper_incomplete = true;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: crypto_LUKS on /dev/sda: other devices "
				      "are missing; if the root needs it, it is started without "
				      "them in 3 s"),
		1, "missing devices: the time that they are waited for is logged");
	tap_num(world_count(&outcome, "exec /lib/gangway/crypto_LUKS in old: "
				      "/lib/gangway/crypto_LUKS /dev/sda degraded"),
		1, "missing devices: then the helper is run in mode degraded");
	tap_ok(became_init(), "missing devices: three fallbacks do not shorten their time");
	tap_num(world_count(&outcome, "kmsg <2>gangway: root=LABEL=root failed"), 0,
		"missing devices: no fallback is tried earlier");

	world = an_encrypted_machine("root=LABEL=root gangway.timeout=8 panic=-1 "
				     "gangway.degraded=no",
				     true);
	world.helper_incomplete = true;
	boot(&world);
	tap_num(world_count(&outcome, "exec /lib/gangway/crypto_LUKS in old: "
				      "/lib/gangway/crypto_LUKS /dev/sda degraded"),
		0, "gangway.degraded=no: nothing is started degraded");
	tap_num(world_count(&outcome, "kmsg <2>gangway: crypto_LUKS on /dev/sda: other devices "
				      "are missing"),
		2, "gangway.degraded=no: logged during the wait and in the failure report");
	tap_ok(panicked(), "gangway.degraded=no: the timeout for the root still applies");
}

static void check_hung_container(void)
{
	struct world world = an_encrypted_machine("root=LABEL=root panic=-1", true);

	world.helper_hangs = true;
	boot(&world);
	tap_ok(panicked(), "a helper that hangs delays the failure report only for a limited time");
}

/* The EFI variable is read; efivarfs is mounted only for that. */
static void check_gpt_auto(void)
{
	static const char name[] = "LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
	static const char uuid[] = "6a6e7761-0000-4000-8000-0000000000e1";
	struct world world;
	char line[256];

	check_failure("an EFI without LoaderDevicePartUUID", "root=gpt-auto panic=-1",
		      "step root failed: root=gpt-auto: no partition of type ");
	world = machine_world("root=gpt-auto panic=-1");
	machine_set_efivar(world.dir, name, uuid);
	boot(&world);
	snprintf(line, sizeof(line),
		 "kmsg <2>gangway: step root failed: root=gpt-auto: no disk has "
		 "the boot loader's partition, %s",
		 uuid);
	tap_num(world_count(&outcome, line), 1, "the boot loader's partition is read from the EFI");
	tap_num(world_count(&outcome, "mount efivarfs /sys/firmware/efi/efivars efivarfs ro"), 1,
		"by a read-only mount");
	tap_ok(panicked(), "a partition that did not appear is reported");
}

static void check_other_release(void)
{
	struct world world = machine_world("root=LABEL=root panic=-1");

	machine_remove(world.dir, "old/lib/modules/6.1.0-test/modules.dep.bin");
	boot(&world);
	tap_ok(panicked(), "an image without modules for this kernel");
	tap_num(world_count(&outcome, "kmsg <2>gangway: no modules for the running kernel "
				      "6.1.0-test; this image is for kernel 5.0-other: build "
				      "one with mkinitrd IMAGE 6.1.0-test"),
		2, "the kernel of its modules is logged at once and in the failure report");
	tap_num(world_count(&outcome, "kmsg <2>gangway: /lib/modules/"), 0,
		"and nothing else about it");
}

static void check_no_init(void)
{
	struct world world = machine_world("root=/dev/sda panic=-1");

	machine_forbid(world.dir, "new/sbin/init");
	boot(&world);
	tap_ok(panicked() && world_count(&outcome, "kmsg <2>gangway: /sbin/init of the root: "
						   "Permission denied"),
	       "an init without execute permission is found before anything is moved");
}

/* The exec fails: a shell in the image, then another try, if the root remains. */
static void check_failed_exec(bool nullfs, const char *kernel)
{
	struct world world = machine_world("root=/dev/sda");

	world.nullfs = nullfs;
	world.bad_init = "new/sbin/init";
	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, "shell"), 2, "%s: a failed exec starts a shell, twice",
		kernel);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step init failed: /sbin/init cannot be "
				      "executed: Exec format error"),
		2, "%s: and is in the failure report", kernel);
	tap_ok(machine_has(world.dir, "old/init") && machine_has(world.dir, "old/deep/er/ballast"),
	       "%s: nothing is deleted", kernel);
}

/* The user unmounts the root in the shell to repair it. */
static void check_unmounted_in_shell(const char *cmdline, unsigned mounts)
{
	struct world world = machine_world(cmdline);

	machine_forbid(world.dir, "new/sbin/init");
	world.shells = 1;
	world.shell_unmounts = true;
	boot(&world);
	tap_num(world_count(&outcome, "mount /dev/sda /root"), mounts,
		"%s: a root that is unmounted in the shell is mounted again", cmdline);
	tap_num(world_count(&outcome, "kmsg <2>gangway: step switch failed: the root has no init"),
		2, "%s: and the step fails for the same cause", cmdline);
}

/* ---- the shell: cases P14 and U10 ---- */

static void check_shell_without_use(void)
{
	struct world world = machine_world("root=/dev/no panic=5 gangway.timeout=1");

	machine_write(world.dir, "dev/console", "\377\001");
	boot(&world);
	tap_ok(panicked(), "noise on the console is no key: the shell is not started");
	tap_num(world_count(&outcome, "shell"), 0, "not even once");
	world = machine_world("root=/dev/no panic=5 gangway.timeout=1");
	machine_write(world.dir, "dev/console", "x");
	world.shell_stays = true;
	boot(&world);
	tap_num(world_count(&outcome, "shell"), 1, "a key starts the shell");
	tap_ok(panicked(), "a shell without input is ended by the panic");
	tap_num(world_count(&outcome, "kmsg <2>gangway: no rescue shell: it is not used; "), 1,
		"and this is logged");
}

static void check_request(int signal, const char *command)
{
	struct world world = machine_world("root=/dev/no gangway.timeout=1");
	char line[32];

	world.shell_signal = signal;
	world.shells = 1;
	boot(&world);
	snprintf(line, sizeof(line), "reboot %s", command);
	tap_num(world_count(&outcome, line), 1, "signal %d from the shell: reboot(2)", signal);
	tap_num(world_count(&outcome, "sync"), 1,
		"signal %d from the shell: the disks are synced before", signal);
}

static void check_shell_cannot_run(void)
{
	struct world world = machine_world("root=/dev/no");

	world.shell_fails = true;
	boot(&world);
	tap_ok(panicked(), "a shell that cannot run is not tried forever");
}

int main(void)
{
	check_success(false, "6.1");
	check_success(true, "7.x");
	check_stay();
	check_late_console();
	check_file_as_console();
	check_no_console();
	check_no_devtmpfs();
	check_static_dev();
	check_static_dev_is_kept(false);
	check_static_dev_is_kept(true);
	check_no_kmsg();
	check_linked_run("/tmp");
	check_linked_run("tmp");
	check_missing_directories();
	check_sysmap();
	check_failures();
	check_fallback();
	check_last_fallback();
	check_malformed();
	check_break();
	check_expedited_all();
	check_fallback_after_exec(false, "6.1");
	check_fallback_after_exec(true, "7.x");
	check_hardware();
	check_summary();
	check_idle_driver();
	check_waiting();
	check_shell_is_announced();
	check_record();
	check_hold();
	check_live_module();
	check_dead_disk();
	check_mount_cause();
	check_slow_disk();
	check_dead_root();
	check_switch_causes();
	check_no_uevents();
	check_long_events();
	check_failed_mount("sysfs", "/sys");
	check_failed_mount("proc", "/proc");
	check_late_module();
	check_hung_module();
	check_no_processes();
	check_other_release();
	check_swapped_disk();
	check_unseen_swap("root");
	check_unseen_swap("other");
	check_next_device();
	check_systemd();
	check_path();
	check_failed_systemd(true);
	check_failed_systemd(false);
	check_container();
	check_working_container();
	check_container_needs_modules();
	check_closed_container();
	check_incomplete_container();
	check_hung_container();
	check_gpt_auto();
	check_no_init();
	check_failed_exec(false, "6.1");
	check_failed_exec(true, "7.x");
	check_unmounted_in_shell("root=/dev/sda", 2);
	check_unmounted_in_shell("root=/dev/sda gangway.fallback=8:0", 4);
	check_shell_cannot_run();
	check_shell_without_use();
	check_request(SIGTERM, "1234567");
	check_request(SIGUSR1, "cdef0123");
	check_request(SIGUSR2, "4321fedc");
	return tap_done();
}
