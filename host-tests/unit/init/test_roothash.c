// SPDX-License-Identifier: GPL-2.0
/* roothash= on the simulated machine: what the helper gets, and what is mounted when it fails. */
#include <string.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"

#define HELPER  "old/lib/gangway/verity"
#define STARTED "exec /lib/gangway/verity in old: /lib/gangway/verity"
#define PARAMS \
	"root=/dev/sda rw roothash=0123 systemd.verity-root-options=a,b gangway.timeout=4 panic=-1 "
#define FAILED "kmsg <2>gangway: step root failed: "

static struct outcome outcome;

/* The helper makes /dev/dm-0, whose name in the device mapper is `name`. */
static struct world make(const char *cmdline, const char *name)
{
	struct world world = machine_world(cmdline);

	machine_write(world.dir, "later/dm-0/dm/name", name);
	machine_add_disk(world.dir, "dm-0", "verified");
	machine_write(world.dir, HELPER, "helper");
	machine_permit(world.dir, HELPER);
	return world;
}

static void boot(const struct world *world)
{
	machine_boot(world, "/init", &outcome);
}

static bool became_init(void)
{
	return world_count(&outcome, "exec /sbin/init in new: /sbin/init") == 1;
}

static unsigned mounts_of(const char *device)
{
	char line[64] = "mount ";

	strcat(line, device);
	return world_count(&outcome, line);
}

static void check_verified(void)
{
	struct world world = make(PARAMS, "root\n");

	boot(&world);
	tap_ok(became_init(), "a root that is verified: the real init is executed");
	tap_num(world_count(&outcome, STARTED " systemd.verity-root-options a,b roothash 0123"), 1,
		"the helper is run once, with its parameters");
	tap_ok(mounts_of("/dev/dm-0") == 1 && mounts_of("/dev/sda") == 0,
	       "its device is mounted, and not that of root=");
}

/* The device appears before the helper has ended. */
static void check_early(void)
{
	struct world world = make(PARAMS, "root\n");
	const char *ended, *mounted;

	world.helper_works = 2;
	boot(&world);
	ended = strstr(outcome.log, "the helper ends");
	mounted = strstr(outcome.log, "mount /dev/dm-0");
	tap_ok(became_init() && ended && mounted && ended < mounted,
	       "a device that appears early is not mounted before the helper's end");
}

static void check_failed(const char *what, const struct world *world, const char *cause)
{
	char line[256] = FAILED;

	boot(world);
	strcat(line, cause);
	tap_ok(!became_init() && mounts_of("/dev/") == 0, "%s: nothing is mounted", what);
	tap_num(world_count(&outcome, line), 1, "%s: the cause is logged", what);
}

static void check_failures(void)
{
	struct world world = make(PARAMS, "root\n");

	world.helper_status = 1;
	check_failed("a helper that fails", &world, "roothash=: it is bad");
	world.twin = true;
	check_failed("and there is a device with the name of the root", &world,
		     "roothash=: it is bad");
	world = make(PARAMS, "root\n");
	world.helper_hangs = true;
	check_failed("a helper that waits for a device", &world, "roothash=: it is bad");
	world.twin = true;
	check_failed("and there is a device with that name", &world, "roothash=: it is bad");
	world = make(PARAMS, "root\n");
	world.helper_status = 9;
	check_failed(
		"a helper that ends without a report", &world,
		"roothash= needs mkinitrd --with verity: /lib/gangway/verity: Input/output error");
	world = make(PARAMS, "other\n");
	check_failed("a helper without a device", &world,
		     "root=/dev/mapper/root did not appear within 4 s");
	world = make(PARAMS, "root\n");
	machine_remove(world.dir, HELPER);
	check_failed("an image without the helper", &world,
		     "roothash= needs mkinitrd --with verity: /lib/gangway/verity: No such file or "
		     "directory");
}

/* What would not be verified is not mounted. */
static void check_without_hash(const char *params)
{
	struct world world = make(params, "root\n");

	world.helper_status = 1;
	check_failed(params, &world, "roothash=: it is bad");
}

static void check_fallback(void)
{
	struct world world = make(PARAMS "gangway.fallback=LABEL=root", "root\n");

	world.helper_status = 1;
	boot(&world);
	tap_ok(became_init() && mounts_of("/dev/sda") == 1, "a fallback is not verified");
	tap_num(world_count(&outcome, STARTED), 1, "the helper is not run for it");
	tap_num(world_count(&outcome,
			    "kmsg <2>gangway: root=/dev/mapper/root failed: roothash=: it "
			    "is bad"),
		1, "the log says why it is needed");
	world.helper_hangs = true;
	boot(&world);
	tap_ok(became_init() && mounts_of("/dev/sda") == 1,
	       "also if the helper still waited for a device");
}

/* Whatever is beyond the helper's arguments could be what protects the system. */
static void check_many(void)
{
	static char cmdline[1024] = "root=/dev/sda panic=-1";
	struct world world;

	for (unsigned i = 0; i < 40; i++)
		strcat(cmdline, " roothash=0123");
	world = make(cmdline, "root\n");
	check_failed(
		"40 parameters", &world,
		"roothash= needs mkinitrd --with verity: /lib/gangway/verity: Argument list too "
		"long");
}

/* In a shell the user repairs what was wrong; the helper is run again. */
static void check_again(void)
{
	struct world world = make("roothash=0123 gangway.timeout=4", "root\n");

	world.helper_status = 1;
	world.shells = 1;
	boot(&world);
	tap_num(world_count(&outcome, STARTED), 2, "after a shell the helper is run again");
	tap_ok(!became_init(), "and fails again");
}

int main(void)
{
	check_verified();
	check_early();
	check_failures();
	check_without_hash("root=/dev/sda roothash panic=-1");
	check_without_hash("root=/dev/sda systemd.verity_root_data=/dev/sda panic=-1");
	check_many();
	check_fallback();
	check_again();
	return tap_done();
}
