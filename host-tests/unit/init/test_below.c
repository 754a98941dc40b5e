// SPDX-License-Identifier: GPL-2.0
/* The end of step mount on the simulated machine: what /lib/gangway/mounts is told, and how it fails. */
#include <string.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"

#define HELPER "old/lib/gangway/mounts"
#define EXEC   "exec /lib/gangway/mounts in old: /lib/gangway/mounts"
#define FAILED "kmsg <2>gangway: step mount failed: "

/* An argument that is empty; the root's device and UUID; its name. */
#define NONE " "
#define ROOT " /dev/sda 11111111-1111-1111-1111-111111111111"

#define NAMED " LABEL=root"

static struct outcome outcome;

static void boot(const struct world *world)
{
	machine_boot(world, "/init", &outcome);
}

static void add_helper(const struct world *world, const char *path)
{
	machine_write(world->dir, path, "helper");
	machine_permit(world->dir, path);
}

/* A machine whose image has the helper. */
static struct world helped(const char *cmdline)
{
	struct world world = machine_world(cmdline);

	add_helper(&world, HELPER);
	return world;
}

/* Whether the log contains the texts, in this order. */
static bool logged(const char *first, const char *second, const char *third)
{
	const char *at = strstr(outcome.log, first);

	at = at ? strstr(at, second) : NULL;
	return at && strstr(at, third);
}

static bool became_init(void)
{
	return world_count(&outcome, "exec /sbin/init in new: /sbin/init") == 1;
}

static void check_arguments(const char *cmdline, const char *arguments)
{
	struct world world = helped(cmdline);
	char line[256] = EXEC;

	strcat(line, arguments);
	boot(&world);
	tap_ok(became_init(), "%s: booted", cmdline);
	tap_ok(world_count(&outcome, line) == 1 && strstr(outcome.log, line)[strlen(line)] == '\n',
	       "%s: the helper's arguments", cmdline);
}

/* It is run when the root is mounted, and before the switch. */
static void check_order(void)
{
	struct world world = helped("root=LABEL=root");

	boot(&world);
	tap_ok(logged("mount /dev/sda", EXEC, "exec /sbin/init in new"),
	       "after the mount of the root");
}

static void check_without(void)
{
	static const char *const asking[] = {"gangway.overlay=tmpfs", "systemd.volatile=overlay",
					     "systemd.volatile", "mount.usr=LABEL=usr",
					     "usrhash=ab"};
	struct world world = machine_world("root=LABEL=root systemd.volatile=state");
	char words[128];

	boot(&world);
	tap_ok(became_init(), "no helper in the image, and none is needed: booted");
	for (unsigned i = 0; i < sizeof(asking) / sizeof(asking[0]); i++) {
		strcpy(words, "root=LABEL=root rw panic=-1 ");
		strcat(words, asking[i]);
		world = machine_world(words);
		boot(&world);
		tap_ok(!became_init(), "no helper for %s: not booted", asking[i]);
		tap_num(world_count(&outcome,
				    FAILED "/lib/gangway/mounts: No such file or directory"),
			1, "and the log names it");
	}
}

static void check_failure(const char *cause, const char *expected, const char *what)
{
	struct world world = helped("root=LABEL=root panic=-1");
	char line[256] = FAILED;

	world.helper_status = 1;
	world.helper_cause = cause;
	machine_write(world.dir, "run/gangway/cause", "that of an earlier helper\n");
	strcat(line, expected);
	boot(&world);
	tap_ok(!became_init(), "%s: not booted", what);
	tap_num(world_count(&outcome, line), 1, "%s: the log has the cause", what);
}

/* ---- a root that is a file --------------------------------------------------------------------- */

#define LOOP      "old/lib/gangway/loop"
#define EXEC_LOOP "exec /lib/gangway/loop in old: /lib/gangway/loop "

static struct world looped(const char *cmdline)
{
	struct world world = helped(cmdline);

	add_helper(&world, LOOP);
	return world;
}

/* It is run between the mount of the disk and what is mounted below the root. */
static void check_loop(void)
{
	struct world world = looped("root=LABEL=root loop=/a.erofs rootflags=noatime");

	boot(&world);
	tap_ok(logged("mount /dev/sda", EXEC_LOOP "/a.erofs loop noatime\n", EXEC) && became_init(),
	       "loop= is mounted after its disk");
	world = looped(
		"root=LABEL=none loop=/a.erofs gangway.fallback=LABEL=root gangway.timeout=4");
	boot(&world);
	tap_ok(!strstr(outcome.log, EXEC_LOOP) && became_init(), "but not of a fallback");
	world = looped("root=LABEL=root loop=/a loop=");
	boot(&world);
	tap_ok(!strstr(outcome.log, EXEC_LOOP) && became_init(), "an empty loop= discards it");
	world = helped("root=LABEL=root loop=/a panic=-1");
	boot(&world);
	tap_ok(world_count(&outcome, FAILED "needs mkinitrd --with loop") == 1 && !became_init(),
	       "without the helper, the log says what is missing");
}

/* The simulated helper mounts nothing: the step switch fails. */
static void check_image(void)
{
	static const char *const roots[] = {"", "root=LABEL=none ", "root=what "};
	struct world world;
	char words[128];

	for (unsigned i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		strcpy(words, roots[i]);
		strcat(words, "loop=/b gangway.image=/a panic=-1");
		world = looped(words);
		boot(&world);
		tap_ok(world_count(&outcome, EXEC_LOOP "/a gangway.image") == 1 &&
			       !strstr(outcome.log, "waiting for root="),
		       "%s: no device is awaited", words);
	}
	world = helped("gangway.image=/a gangway.fallback=LABEL=root");
	boot(&world);
	tap_ok(world_count(&outcome,
			   "kmsg <2>gangway: root=/a failed: needs mkinitrd --with loop") == 1 &&
		       became_init(),
	       "if the file of the image cannot be mounted, the fallback is tried");
}

/* ---- the check before the mount -------------------------------------------------------------- */

#define FSCK      "old/lib/gangway/fsck"
#define EXEC_FSCK "exec /lib/gangway/fsck in old: /lib/gangway/fsck /dev/sda ext3 root"

static struct world checking(const char *cmdline)
{
	struct world world = helped(cmdline);

	add_helper(&world, FSCK);
	return world;
}

static void check_checks(void)
{
	struct world world = checking("root=LABEL=root rw");

	boot(&world);
	tap_ok(logged(EXEC_FSCK, "mount /dev/sda", "exec /sbin/init in new"),
	       "the root is checked before it is mounted");
	world = checking("root=LABEL=root panic=-1");
	world.check_status = 1;
	world.helper_cause = "it is bad";
	boot(&world);
	tap_ok(!strstr(outcome.log, "mount /dev/sda") && !became_init(),
	       "a root that fails is not mounted");
	tap_num(world_count(&outcome, FAILED "it is bad"), 1, "and the log has the cause");
	world = checking("root=LABEL=root gangway.overlay=tmpfs");
	boot(&world);
	tap_ok(!strstr(outcome.log, "/lib/gangway/fsck") && became_init(),
	       "nothing is checked below an overlay");
}

/* A check of /usr takes longer than the timeout. */
static void check_long(void)
{
	struct world world = checking("root=LABEL=root gangway.timeout=5");

	world.checks_long = true;
	boot(&world);
	tap_ok(became_init(), "a helper that checks is not ended");
}

static void check_hang(void)
{
	struct world world = helped("root=LABEL=root gangway.fallback=/dev/sda panic=-1 "
				    "gangway.timeout=20");

	world.helper_hangs = true;
	boot(&world);
	tap_ok(!became_init() && !outcome.hung, "a helper that hangs is given up");
	tap_num(world_count(&outcome, EXEC), 2, "also that for the fallback");
	tap_ok(world_count(&outcome, FAILED "/lib/gangway/mounts: Connection timed out") == 1,
	       "and the log reports it");
}

int main(void)
{
	check_order();
	check_arguments("root=LABEL=root", NONE NONE NONE NONE ROOT NAMED);
	check_arguments("root=LABEL=root rootfstype=ext4 rootflags=noatime",
			NONE NONE " ext4 noatime" ROOT NAMED);
	check_arguments("root=LABEL=root mount.usr=LABEL=usr mount.usrflags=ro usr.x=y mount.us=z",
			NONE NONE NONE NONE ROOT NAMED " mount.usrflags ro mount.usr LABEL=usr");
	check_arguments("root=LABEL=root systemd.volatile systemd.volatile=overlay",
			NONE " overlay" NONE NONE ROOT NAMED);
	check_arguments("root=LABEL=none gangway.fallback=LABEL=root gangway.timeout=4 "
			"mount.usr=LABEL=usr systemd.volatile=no systemd.volatile=yes",
			NONE " yes" NONE NONE ROOT NAMED);
	check_arguments("root=LABEL=root rw gangway.overlay=LABEL=layer",
			" LABEL=layer" NONE NONE NONE ROOT NAMED);
	check_arguments("root=LABEL=root gangway.overlay=tmpfs gangway.overlay=",
			NONE NONE NONE NONE ROOT NAMED);
	check_arguments("root=LABEL=root usrhash=ab systemd.verity-usr-options=c usrhashes=d",
			NONE NONE NONE NONE ROOT NAMED " systemd.verity-usr-options c usrhash ab");
	check_without();
	check_failure("/usr: did not appear\n", "/usr: did not appear", "a cause");
	check_failure(NULL, "/lib/gangway/mounts: Input/output error", "no cause");
	check_hang();
	check_loop();
	check_image();
	check_checks();
	check_long();
	return tap_done();
}
