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

/* ---- gangway.slots=gpt ---------------------------------------------------------------------- */

#define SLOTS "root=gpt-auto gangway.slots=gpt "
#define SLOT_COUNTED \
	"exec /lib/gangway/trial in old: /lib/gangway/trial sda2 02000000-0000-0000-0000-000000000000"

enum { TRIED_A = 0x101, NEW_B = 0x22, EMPTY_B = 0x02, NO_A = 0x100 };

/* A is good, with priority 1; B has priority 2. */
static struct world slots_world(const char *cmdline, unsigned a, unsigned b)
{
	struct world world = machine_world(cmdline);

	machine_add_slots(world.dir, (const unsigned[]){a, b, 0});
	return world;
}

static bool boots(unsigned slot)
{
	char line[32] = "mount /dev/sda1 ";

	line[strlen("mount /dev/sda")] = '0' + slot;
	return became_init() && world_count(&outcome, line) == 1;
}

static void check_slots(void)
{
	struct world world = slots_world(SLOTS, TRIED_A, NEW_B);
	const char *counted, *mounted;

	boot(&world);
	counted = strstr(outcome.log, SLOT_COUNTED);
	mounted = strstr(outcome.log, "mount /dev/sda2");
	tap_ok(boots(2) && counted && mounted && counted < mounted,
	       "the slot with the highest priority is counted and booted");
	tap_ok(machine_holds(world.dir, RECORD, "sda2 02000000-0000-0000-0000-000000000000\n"),
	       "gangway-confirm finds it");
	world = slots_world(SLOTS, TRIED_A, EMPTY_B);
	boot(&world);
	tap_ok(boots(1) && !world_count(&outcome, "exec /lib/gangway/trial"),
	       "no tries are left: the other one is booted, and need not be counted");
	tap_ok(machine_holds(world.dir, RECORD, "sda1 01000000-0000-0000-0000-000000000000\n"),
	       "gangway-confirm finds that");
	machine_remove(world.dir, "old/lib/gangway/trial");
	boot(&world);
	tap_ok(boots(1), "a good slot is booted without the helper");
}

static void check_bad_slots(void)
{
	struct world world = slots_world(SLOTS, TRIED_A, NEW_B);

	world.bad_disk = "/dev/sda2";
	boot(&world);
	tap_ok(boots(1) && world_count(&outcome, SLOT_COUNTED) == 1,
	       "a slot that cannot be mounted was counted, and the next one is booted");
	tap_num(world_count(&outcome, "kmsg <2>gangway: root=gpt-auto: cannot mount /dev/sda2 as "
				      "ext3,ext4: Invalid argument; trying /dev/sda1"),
		1, "the log says why");
	tap_ok(machine_holds(world.dir, RECORD, "sda1 01000000-0000-0000-0000-000000000000\n"),
	       "gangway-confirm does not find the slot that failed");
	for (int status = 1; status <= 3; status += 2) {
		world = slots_world(SLOTS, TRIED_A, NEW_B);
		world.trial_status = status;
		boot(&world);
		tap_ok(boots(1) && !world_count(&outcome, "mount /dev/sda2"),
		       "exit status %d of the helper: the slot is not mounted", status);
	}
	world = slots_world(SLOTS, TRIED_A, NEW_B);
	machine_remove(world.dir, "old/lib/gangway/trial");
	boot(&world);
	tap_ok(boots(1) && !world_count(&outcome, "mount /dev/sda2"), "nor without the helper");
	world = slots_world(SLOTS "panic=-1", TRIED_A, NEW_B);
	machine_remove(world.dir, "new/sbin/init");
	boot(&world);
	tap_ok(!became_init() && world_count(&outcome, "mount /dev/sda2") == 1 &&
		       world_count(&outcome, "mount /dev/sda1") == 1,
	       "slots without an init: each is tried once");
	world = slots_world(SLOTS "gangway.fallback=/dev/sda", NO_A, EMPTY_B);
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: root=gpt-auto failed: root=gpt-auto: no "
				      "slot can be booted"),
		1, "no slot: the fallback is tried");
}

static void check_shell(void)
{
	struct world world = slots_world(SLOTS, NO_A, NEW_B);

	world.bad_disk = "/dev/sda2";
	world.shells = 2;
	boot(&world);
	tap_num(world_count(&outcome, SLOT_COUNTED), 1,
		"a slot that was counted is tried again after a shell, and not counted again");
	tap_num(world_count(&outcome, "mount /dev/sda2"), 3 * 2, "it is tried each time");
	world = slots_world(SLOTS "panic=-1", NO_A, EMPTY_B);
	boot(&world);
	tap_ok(!became_init() && !world_count(&outcome, "mount /dev/sda"), "no slot is booted");
	tap_num(world_count(&outcome, "kmsg <2>gangway:   /dev/sda1  16 KiB  ext3  LABEL=root  "
				      "UUID=11111111-1111-1111-1111-111111111111  "
				      "PARTUUID=01000000-0000-0000-0000-000000000000  priority=0 "
				      "tries=0 successful=1"),
		1, "the report contains the attributes of one");
	tap_num(world_count(&outcome, "kmsg <2>gangway:   /dev/sda2  16 KiB  ext3  LABEL=root  "
				      "UUID=11111111-1111-1111-1111-111111111111  "
				      "PARTUUID=02000000-0000-0000-0000-000000000000  priority=2 "
				      "tries=0 successful=0"),
		1, "and of the other");
}

static void check_slot_config(void)
{
	static const char *const wrong[] = {"root=/dev/sda gangway.slots=gpt ",
					    SLOTS "gangway.trial=LABEL=a:/b "};

	for (unsigned i = 0; i < 2; i++) {
		char line[128];
		struct world world;

		strcpy(line, wrong[i]);
		strcat(line, "panic=-1");
		world = slots_world(line, TRIED_A, NEW_B);
		boot(&world);
		tap_ok(!became_init() && !world_count(&outcome, "exec /lib/gangway/trial"),
		       "%s: not booted", wrong[i]);
		strcpy(line, "kmsg <2>gangway: step config failed: cannot use root=");
		strcat(line, i ? "gpt-auto" : "/dev/sda");
		strcat(line, ": gangway.slots needs gpt-auto, not gangway.trial");
		tap_num(world_count(&outcome, line), 1, "%s: the log says why", wrong[i]);
	}
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
	check_slots();
	check_bad_slots();
	check_shell();
	check_slot_config();
	return tap_done();
}
