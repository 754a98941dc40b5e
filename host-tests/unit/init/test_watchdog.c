// SPDX-License-Identifier: GPL-2.0
/*
 * gangway.watchdog= on the simulated machine, whose watchdog can be open only once, and ends the
 * boot if it is not fed in time.
 */
#include <string.h>
#include <sys/wait.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"

static struct outcome outcome;

static void boot(const struct world *world)
{
	machine_boot(world, "/init", &outcome);
}

/* A machine whose watchdog has a built-in driver. */
static struct world machine(const char *cmdline)
{
	struct world world = machine_world(cmdline);

	machine_write(world.dir, "dev/watchdog", "");
	return world;
}

static bool became_init(void)
{
	return world_count(&outcome, "exec /sbin/init in new: /sbin/init") == 1;
}

static unsigned count_fed(void)
{
	return world_count(&outcome, "watchdog fed");
}

static bool comes_before(const char *first, const char *second)
{
	const char *a = strstr(outcome.log, first), *b = strstr(outcome.log, second);

	return a && b && a < b;
}

static void check_success(void)
{
	struct world world = machine("root=LABEL=root gangway.watchdog=60");

	boot(&world);
	tap_ok(became_init(), "the real init is executed");
	tap_ok(comes_before("watchdog fed", "module "),
	       "the watchdog is started before any module");
	tap_num(world_count(&outcome, "kmsg <6>gangway: watchdog: timeout 60 s"), 1,
		"its timeout is logged");
	tap_num(count_fed(), 1, "it is fed when it is due, and not more often");
	tap_num(world_count(&outcome, "watchdog free"), 1, "the real init can open it");
	tap_num(world_count(&outcome, "watchdog stopped"), 0, "it is not stopped");
	tap_num(world_count(&outcome, "kmsg <2>"), 0, "no error is logged");
	world = machine("root=LABEL=root");
	boot(&world);
	tap_ok(became_init() && !count_fed() && !world_count(&outcome, "kmsg <6>gangway: watchdog"),
	       "without gangway.watchdog it is not opened");
	world = machine("root=LABEL=root gangway.watchdog=60");
	world.watchdog_reset = true;
	boot(&world);
	tap_num(world_count(&outcome, "kmsg <2>gangway: the watchdog caused the last reset"), 1,
		"an earlier reset by the watchdog is logged");
}

/* The driver returns the timeout that it has set: 8 s. */
static void check_wait(void)
{
	struct world world =
		machine("root=LABEL=rot gangway.fallback=LABEL=root gangway.watchdog=7 "
			"gangway.timeout=100");

	boot(&world);
	tap_ok(became_init(), "a wait of 50 s for the root: it is fed");
	tap_num(world_count(&outcome, "kmsg <6>gangway: watchdog: timeout 8 s"), 1,
		"the timeout that the driver has set is logged");
	tap_num(count_fed(), 13, "it is fed every 4 s");
	world = machine("root=LABEL=root gangway.stay gangway.watchdog=10 init=/bin/sh");
	world.hung_module = "sd_mod";
	boot(&world);
	tap_num(world_count(&outcome, "exec /bin/sh in old"), 1,
		"a module that never loads: a permanent root starts nevertheless");
	tap_num(world_count(&outcome, "watchdog free"), 1,
		"the process that loads it does not keep the watchdog open");
}

static void check_failures(void)
{
	struct world world = machine("root=LABEL=rot panic=-1 gangway.watchdog=10");

	boot(&world);
	tap_ok(WIFEXITED(outcome.status) && world_count(&outcome, "exit 1") == 1,
	       "a failed boot ends in the panic");
	tap_num(world_count(&outcome, "watchdog stopped"), 0, "with the watchdog started");
	world = machine("root=LABEL=rot gangway.watchdog=10");
	world.shells = 1;
	world.shell_works = 1000;
	boot(&world);
	tap_ok(world_count(&outcome, "shell") == 2 && !outcome.reset,
	       "it is fed while a rescue shell is open");
	world = machine("root=LABEL=root gangway.watchdog=10");
	world.bad_init = "new/sbin/init";
	world.shells = 1;
	world.shell_works = 1000;
	boot(&world);
	tap_ok(world_count(&outcome, "shell") == 2 && !outcome.reset,
	       "also after an exec that failed");
}

static void check_module(void)
{
	struct world world = machine_world("root=LABEL=root gangway.watchdog=60");

	world.watchdog_after = "sd_mod";
	boot(&world);
	tap_ok(became_init() && count_fed() == 1, "its driver is a module");
	world = machine_world("root=LABEL=root gangway.stay gangway.watchdog=60 init=/bin/sh");
	world.watchdog_after = "sd_mod";
	boot(&world);
	tap_ok(world_count(&outcome, "exec /bin/sh in old") == 1 && count_fed() == 1,
	       "also with a permanent root: it is awaited");
	world = machine_world("root=LABEL=root gangway.watchdog=60");
	boot(&world);
	tap_ok(became_init(), "a machine without one boots");
	tap_num(world_count(&outcome, "kmsg <2>gangway: /dev/watchdog: No such file or directory"),
		1, "and this is logged");
}

static void check_timeout(void)
{
	struct world world = machine("root=LABEL=root rootdelay=40 gangway.watchdog=9999");

	boot(&world);
	tap_ok(became_init(), "a timeout that the driver does not accept");
	tap_num(world_count(&outcome, "kmsg <2>gangway: /dev/watchdog: Invalid argument"), 1,
		"the error is logged");
	tap_num(count_fed(), 40, "it is fed every second");
	world = machine("root=LABEL=root rootdelay=40 gangway.watchdog=20");
	world.watchdog_fixed = true;
	boot(&world);
	tap_ok(became_init() && count_fed() == 40, "a driver that cannot set its timeout");
	tap_num(world_count(&outcome, "kmsg <2>gangway: /dev/watchdog: Operation not supported"), 1,
		"the error is logged");
}

int main(void)
{
	check_success();
	check_wait();
	check_failures();
	check_module();
	check_timeout();
	return tap_done();
}
