// SPDX-License-Identifier: GPL-2.0
/* gangway.trial= on the simulated machine: the helper's end decides which root is mounted. */
#include <string.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"

#define RECORD  "run/gangway/trial"
#define COUNTED "exec /lib/gangway/trial in old: /lib/gangway/trial LABEL=state:/tries"
#define PARAMS  "root=/dev/sda gangway.trial=LABEL=state:/tries "
#define FAILED  "kmsg <2>gangway: root=/dev/sda failed: "

static struct outcome outcome;

static void boot(const struct world *world)
{
	machine_boot(world, "/init", &outcome);
}

static bool became_init(void)
{
	return world_count(&outcome, "exec /sbin/init in new: /sbin/init") == 1;
}

static void check_counted(void)
{
	struct world world = machine_world(PARAMS "gangway.fallback=LABEL=root");
	const char *counted, *mounted;

	boot(&world);
	counted = strstr(outcome.log, COUNTED);
	mounted = strstr(outcome.log, "mount /dev/sda");
	tap_ok(became_init(), "a boot that was counted: the real init is executed");
	tap_ok(counted && mounted && counted < mounted, "it is counted before the root is mounted");
	tap_num(world_count(&outcome, COUNTED), 1, "and once");
	tap_ok(machine_holds(world.dir, RECORD, "LABEL=state:/tries\n"),
	       "gangway-confirm finds what was counted");
}

static void check_none(const char *cmdline)
{
	struct world world = machine_world(cmdline);

	boot(&world);
	tap_ok(became_init() && !machine_has(world.dir, RECORD) &&
		       world_count(&outcome, "lib/gangway/trial") == 0,
	       "%s: nothing is counted or recorded", cmdline);
}

/* The fallback is the same device by another name. */
static void check_refused(int status, const char *cause, const char *what)
{
	struct world world = machine_world(PARAMS "gangway.fallback=LABEL=root");
	char line[256];

	world.trial_status = status;
	boot(&world);
	strcpy(line, FAILED);
	strcat(line, cause);
	tap_ok(became_init(), "%s: the fallback is booted", what);
	tap_num(world_count(&outcome, line), 1, "%s: the reason is logged", what);
	tap_num(world_count(&outcome, COUNTED), 1, "%s: the fallback is not counted", what);
	tap_ok(!machine_has(world.dir, RECORD), "%s: gangway-confirm confirms nothing", what);
}

/* The counted root fails later, and the fallback must not be confirmed in its place. */
static void check_bad_root(void)
{
	struct world world = machine_world(PARAMS "rootfstype=xfs gangway.fallback=LABEL=root");

	world.bad_type = "xfs";
	boot(&world);
	tap_num(world_count(&outcome, COUNTED), 1, "a root that cannot be mounted: it was counted");
	tap_ok(became_init(), "the fallback is booted");
	tap_ok(!machine_has(world.dir, RECORD), "and does not confirm it");
}

/* It is recorded before the exec, which fails; the fallback fails too. */
static void check_bad_init(void)
{
	struct world world = machine_world(PARAMS "gangway.fallback=LABEL=root panic=-1");

	world.bad_init = "new/sbin/init";
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: trying gangway.fallback="), 1,
		"an init that cannot be executed: the fallback is tried");
	tap_ok(!machine_has(world.dir, RECORD), "and would not confirm the root");
}

static void check_by_hand(const char *step, unsigned counted)
{
	char line[256] = PARAMS "gangway.break=";
	struct world world;

	strcat(line, step);
	world = machine_world(line);
	world.shells = 1;
	world.shell_mounts = true;
	boot(&world);
	tap_ok(became_init(), "a root that is mounted by hand before step %s", step);
	tap_num(world_count(&outcome, COUNTED), counted, "%s: how often it is counted", step);
	tap_ok(!machine_has(world.dir, RECORD), "%s: it does not confirm root=", step);
}

/* /dev/sda is another disk when the boot was counted. */
static void check_swapped(void)
{
	struct world world = machine_world("root=LABEL=root gangway.trial=LABEL=state:/tries "
					   "gangway.timeout=4 panic=-1");

	machine_add_disk(world.dir, "other", "other");
	world.trial_swaps = true;
	boot(&world);
	tap_num(world_count(&outcome, COUNTED), 1, "a root that is replaced while it is counted");
	tap_ok(!became_init() && world_count(&outcome, "mount /dev/sda") == 0,
	       "the other disk is not mounted");
}

static void check_helper(void)
{
	struct world world = machine_world(PARAMS "gangway.fallback=LABEL=root");

	machine_remove(world.dir, "old/lib/gangway/trial");
	boot(&world);
	tap_ok(became_init(), "no helper in the image: the fallback is booted");
	tap_num(world_count(&outcome, FAILED "/lib/gangway/trial: No such file or directory"), 1,
		"and the log names the helper");
	world = machine_world(PARAMS "gangway.fallback=LABEL=root");
	world.helper_hangs = true;
	boot(&world);
	tap_ok(became_init(), "a helper that hangs: the fallback is booted");
	tap_num(world_count(&outcome, FAILED "/lib/gangway/trial: "), 1, "and this is logged");
}

static void check_no_fallback(void)
{
	struct world world = machine_world(PARAMS);

	world.trial_status = 1;
	world.shells = 2;
	boot(&world);
	tap_ok(!became_init(), "no tries are left, and there is no fallback: not booted");
	tap_num(world_count(&outcome, "kmsg <2>gangway: step trial failed: "
				      "gangway.trial=LABEL=state:/tries: no tries are left"),
		3, "each time the shell ends, it is counted again");
}

int main(void)
{
	check_counted();
	check_none("root=LABEL=root");
	check_none(PARAMS "gangway.trial=");
	check_refused(1, "gangway.trial=LABEL=state:/tries: no tries are left", "no tries");
	check_refused(3, "gangway.trial=LABEL=state:/tries: the boot could not be counted",
		      "no counter");
	check_bad_root();
	check_bad_init();
	check_by_hand("trial", 0);
	check_by_hand("mount", 1);
	check_swapped();
	check_helper();
	check_no_fallback();
	return tap_done();
}
