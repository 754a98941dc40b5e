// SPDX-License-Identifier: GPL-2.0
/*
 * When the helpers of containers are run, and in which mode. Processes and the clock are simulated:
 * a helper runs until the test ends it.
 */
#include "init/root/containers.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host-tests/standin/log.h"
#include "host-tests/standin/never.h"
#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "init/boot/console.h"
#include "init/boot/events.h"
#include "lib/sys.h"
#include "lib/text.h"

#define LUKS "crypto_LUKS"
#define RAID "linux_raid_member"

enum { RUNS = 16 };

static struct boot b;
static int64_t now;
static bool busy, modules, asks, no_process; /* drivers, modules, the console; fork() fails */
static unsigned killed;

/* The helpers that were started: "sda", "sda ask". */
static struct run {
	char text[BLOCKDEV_NAME_SIZE + 16];
	struct child *child;
} runs[RUNS];
static unsigned run_count;

/* ---- instead of the parts that containers.c uses ---- */

int child_start(struct child **children, struct child *c, const struct child_plan *plan)
{
	struct run *run = &runs[run_count];

	(void)children;
	if (no_process)
		return -EAGAIN;
	snprintf(run->text, sizeof(run->text), "%s%s%s", plan->argv[1] + strlen("/dev/"),
		 plan->argv[2] ? " " : "", plan->argv[2] ? plan->argv[2] : "");
	run->child = c;
	*c = (struct child){.pid = (pid_t)++run_count, .ended = plan->ended};
	return 0;
}

void child_kill(const struct child *c, int signal)
{
	killed += c->pid && signal == SIGTERM;
}

bool console_have(bool *have)
{
	return *have;
}

bool events_settled(const struct loader *l, const struct devices *d)
{
	(void)l, (void)d;
	return !busy;
}

bool loader_pending_by_name(const struct loader *l)
{
	(void)l;
	return modules;
}

LOG_KEEP(log_error)
LOG_DROP(log_debug)

int64_t sys_now(void)
{
	return now;
}

bool sys_terminal_hides(int fd)
{
	(void)fd;
	return asks;
}

int sys_terminal_keys(int fd, bool on)
{
	(void)fd;
	asks = on;
	return 0;
}

/* The image has helpers of these two types. */
int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	(void)dirfd, (void)flags;
	if (!text_equal(path, "/lib/gangway/" LUKS) && !text_equal(path, "/lib/gangway/" RAID))
		return -ENOENT;
	*ret_stat = (struct sys_stat){.mode = S_IFREG | 0755};
	return 0;
}

/* Every device has 16 MiB: its attributes in /sys. */
static const char *attribute;
static size_t attribute_at;

int sys_open(int dirfd, const char *path, int flags)
{
	const char *name = strrchr(path, '/') + 1;

	(void)dirfd, (void)flags;
	attribute = text_equal(name, "uevent") ? "MAJOR=8\nMINOR=0\n"
		    : text_equal(name, "size") ? "32768\n"
					       : NULL;
	attribute_at = 0;
	return attribute ? 9 : -ENOENT;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	size_t left = strlen(attribute) - attribute_at;

	(void)fd;
	len = len < left ? len : left;
	memcpy(buf, attribute + attribute_at, len);
	attribute_at += len;
	return len;
}

int sys_close(int fd)
{
	(void)fd;
	return 0;
}

NEVER(int, sys_ioctl, int fd, unsigned long request, void *arg)
NEVER(int, sys_pipe, int ret_fds[2])
NEVER(int, sys_poll, struct pollfd *fds, size_t count, int64_t timeout)
NEVER(ssize_t, sys_write, int fd, const void *buf, size_t len)
NEVER(ssize_t, sys_pread, int fd, void *buf, size_t len, uint64_t offset)
NEVER(ssize_t, sys_getdents, int fd, void *buf, size_t len)
NEVER(ssize_t, sys_readlink, int dirfd, const char *path, char *buf, size_t len)
NEVER(pid_t, sys_fork, void)

void sys_exit(int status)
{
	(void)status;
	__builtin_trap();
}

/* ---- the machine ---- */

/* A device appears and is probed. */
static struct device *plug(const char *name, const char *type)
{
	struct device *d;

	devices_change(&b.devices, name);
	d = devlist_find(&b.devices, name);
	d->state = DEVICE_KNOWN;
	d->id = (struct fs_id){.type = type, .container = true};
	return d;
}

/* The wait for the root begins at 100 s, with this timeout, when the drivers have been loaded. */
static void begin(int seconds)
{
	memset(&b, 0, sizeof(b));
	memset(runs, 0, sizeof(runs));
	logged[0] = '\0';
	run_count = killed = 0;
	busy = modules = asks = no_process = false;
	now = 100 * SYS_SECOND;
	b.root_began = now;
	b.drivers_began = now - SYS_SECOND;
	b.candidates.count = 1;
	b.config.timeout = seconds < 0 ? -1 : seconds * SYS_SECOND;
	candidates_begin(&b.candidates, b.config.timeout, now);
	containers_begin(&b.devices);
}

static const char *started(void)
{
	return run_count ? runs[run_count - 1].text : "";
}

/* Ends a helper with this exit status; -1: a signal killed it. */
static void end(unsigned run, int status)
{
	struct child *c = runs[run].child;

	c->pid = 0;
	c->status = status < 0 ? SIGKILL : status << 8;
	c->ended(&b, c);
}

/* Seconds until containers_start() has something to do. */
static int next(void)
{
	int64_t at = containers_next(&b, now);

	return at == INT64_MAX ? -1 : (int)((at - now) / SYS_SECOND);
}

/* Starts what is due after a number of seconds; returns how many helpers that were. */
static unsigned after(int seconds)
{
	unsigned before = run_count;

	now += seconds * SYS_SECOND;
	(void)containers_start(&b, now);
	return run_count - before;
}

/* ---- without an argument ---- */

static void alone(void)
{
	begin(30);
	plug("sda", LUKS);
	plug("sdb", "LVM2_member");
	plug("sdc", NULL)->id.container = false;
	tap_ok(containers_start(&b, now) && run_count == 1, "a container's helper is started");
	tap_str(started(), "sda", "with the device as its only argument");
	tap_ok(!containers_start(&b, now), "once");
	tap_ok(!containers_done(&b.helpers, devlist_find(&b.devices, "sda")), "it is running");
	tap_ok(containers_done(&b.helpers, devlist_find(&b.devices, "sdb")),
	       "nothing more is tried with a container without a helper");
	end(0, 0);
	tap_ok(containers_done(&b.helpers, devlist_find(&b.devices, "sda")),
	       "until it has succeeded");
	tap_ok(!after(20) && next() == -1, "then it is not run again");
	tap_str(logged, "", "and nothing is logged");
}

static void many(void)
{
	char name[BLOCKDEV_NAME_SIZE] = "";

	begin(30);
	memset(name, 'x', sizeof(name) - 1);
	plug(name, LUKS);
	(void)after(0);
	tap_str(started(), name, "a name of the greatest length");

	begin(30);
	for (unsigned i = 0; i <= HELPERS; i++) {
		text_format(name, sizeof(name), "sd%u", i);
		plug(name, LUKS);
	}
	tap_num(after(0), HELPERS, "HELPERS helpers are run at a time");
	tap_num(next(), 1, "the others wait");
	end(3, 0);
	tap_ok(after(0) == 1 && text_equal(started(), "sd8"), "until one has ended");
	begin(30);
	plug("sda", LUKS);
	no_process = true;
	tap_ok(!containers_start(&b, now) && next() == 1, "a failed fork() is repeated");
	no_process = false;
	tap_num(after(1), 1, "a second later");
}

static void needs_modules(void)
{
	begin(30);
	plug("sda", LUKS);
	modules = true;
	tap_ok(!after(0) && next() == 15, "a helper waits for the modules requested by name");
	tap_ok(!after(14) && after(1) == 1, "for half of the timeout");
	begin(-1);
	plug("sda", LUKS);
	modules = true;
	tap_ok(!after(14) && after(1) == 1, "for 15 s if there is no timeout");
	begin(30);
	plug("sda", LUKS);
	modules = true;
	(void)after(2);
	modules = false;
	tap_num(after(0), 1, "or until they are loaded");
}

static void fails(void)
{
	begin(30);
	plug("sda", LUKS);
	(void)after(0);
	end(0, 2);
	tap_str(logged,
		LUKS " on /dev/sda: helper /lib/gangway/" LUKS " failed with exit status 2\n",
		"a failure is logged");
	tap_ok(!after(20) && containers_done(&b.helpers, devlist_find(&b.devices, "sda")),
	       "and not repeated");
	containers_again(&b.devices);
	tap_num(after(0), 1, "except after a shell");
	logged[0] = '\0';
	end(1, -1);
	tap_str(logged, LUKS " on /dev/sda: helper /lib/gangway/" LUKS " was killed by signal 9\n",
		"a signal is logged");
	containers_again(&b.devices);
	(void)after(0);
	end(2, 0);
	containers_again(&b.devices);
	tap_num(after(0), 0, "a helper that succeeded is not run again");
}

/* ---- mode ask ---- */

static void ask(void)
{
	begin(30);
	plug("sda", LUKS);
	plug("sdb", LUKS);
	tap_num(after(0), 2, "two containers are tried without the user");
	busy = true;
	end(0, 101);
	end(1, 100);
	tap_str(logged, "", "a request to ask is no failure");
	tap_ok(!after(1) && next() == 1, "the user is not asked while drivers are loaded");
	tap_ok(after(1) == 1 && text_equal(started(), "sdb ask"),
	       "for three seconds; the lowest status is first");
	tap_ok(!after(29) && next() == 30, "one is asked for at a time");
	tap_num(after(1), 0, "a helper that may have asked is waited for");
	end(2, 0);
	tap_ok(after(0) == 1 && text_equal(started(), "sda ask"), "then the next");
	end(3, 100);
	tap_str(logged,
		LUKS " on /dev/sda: helper /lib/gangway/" LUKS " failed with exit status 100\n",
		"a request in this mode is a failure");
}

static void ask_last(void)
{
	begin(30);
	plug("sda", LUKS);
	(void)after(0);
	end(0, 199);
	tap_ok(!after(14) && containers_hold(&b, now), "status 199 waits, and holds the deadline");
	tap_ok(after(1) == 1 && text_equal(started(), "sda ask"), "for half of the timeout");
	begin(30);
	plug("sda", LUKS);
	(void)after(0);
	end(0, 127);
	tap_num(after(20), 0, "status 127 requests nothing");
}

/* A probe may find what makes the question unnecessary. */
static void ask_after_probes(void)
{
	begin(30);
	plug("sda", LUKS);
	(void)after(0);
	end(0, 100);
	plug("sdb", LUKS)->state = DEVICE_PROBING;
	tap_ok(!after(1) && next() == 1, "running probes are waited for");
	tap_num(after(1), 1, "for two seconds");
}

/* ---- mode degraded ---- */

static void missing(void)
{
	begin(30);
	plug("sda", RAID);
	plug("sdb", RAID);
	tap_num(after(0), 2, "two members");
	end(0, 75);
	end(1, 75);
	tap_ok(!after(0) && next() == 1 && !*logged, "missing devices are not logged at once");
	(void)after(1);
	tap_str(logged,
		RAID " on /dev/sda: other devices are missing; if the root needs it, it is started "
		     "without them in 14 s\n" RAID " on /dev/sdb: other devices are missing; if "
		     "the root needs it, it is started without them in 14 s\n",
		"but a second later");
	tap_ok(!after(13) && next() == 1, "they are waited for");
	tap_ok(after(1) == 1 && text_equal(started(), "sda degraded"), "half of the timeout");
	tap_ok(!containers_done(&b.helpers, devlist_find(&b.devices, "sda")),
	       "the helper is running");
	tap_num(after(29), 0, "only one at a time is started degraded");
	end(2, 75);
	tap_ok(containers_done(&b.helpers, devlist_find(&b.devices, "sda")), "it is not repeated");
	tap_ok(after(0) == 1 && text_equal(started(), "sdb degraded"), "the other one is next");
	end(3, 0);
	tap_num(after(60), 1, "a completed container may complete others of its type");
	tap_str(started(), "sda", "without an argument");
}

static void missing_settings(void)
{
	begin(30);
	b.config.degraded = 4 * SYS_SECOND;
	plug("sda", RAID);
	(void)after(0);
	end(0, 75);
	tap_ok(!after(3) && after(1) == 1, "gangway.degraded=4: after 4 s");
	begin(30);
	b.config.degraded = -1;
	plug("sda", RAID);
	(void)after(0);
	end(0, 75);
	tap_ok(!after(16) && !after(60), "gangway.degraded=no: never");
	tap_str(logged, RAID " on /dev/sda: other devices are missing\n", "which is logged");
}

static void completed(void)
{
	begin(30);
	plug("sda", RAID);
	plug("sdb", LUKS);
	(void)after(0);
	end(0, 75);
	end(1, 0);
	tap_num(after(0), 0, "a container of another type completes nothing");
	plug("sdc", RAID);
	(void)after(1);
	end(2, 0);
	tap_ok(after(0) == 1 && text_equal(started(), "sda"),
	       "a member that completes an array: the others are tried again");
}

/* Each candidate for the root may need another array. */
static void next_candidate(void)
{
	begin(30);
	plug("sda", RAID);
	(void)after(0);
	end(0, 75);
	(void)after(15);
	end(1, 75);
	tap_num(after(1), 0, "a container that was started degraded");
	containers_begin(&b.devices);
	tap_ok(after(0) == 1 && text_equal(started(), "sda degraded"),
	       "is started so again for another candidate");
}

/* ---- the deadline ---- */

static void deadline(void)
{
	begin(30);
	plug("sda", LUKS);
	(void)after(0);
	now += 7 * SYS_SECOND;
	plug("sdb", LUKS);
	(void)after(0);
	end(0, 0);
	tap_num(b.candidates.deadline, 130 * SYS_SECOND,
		"while a helper runs, the deadline is not moved");
	now += SYS_SECOND;
	end(1, 0);
	tap_num(b.candidates.deadline, 138 * SYS_SECOND,
		"then it is later by the time of the helpers");
	tap_num(b.candidates.last, 138 * SYS_SECOND, "that of all candidates, too");
	plug("sdc", LUKS);
	now = 200 * SYS_SECOND;
	(void)after(0);
	end(2, 0);
	tap_num(b.candidates.deadline, 202 * SYS_SECOND,
		"at least two seconds are left for new devices");
	begin(-1);
	plug("sda", LUKS);
	(void)after(0);
	end(0, 0);
	tap_num(b.candidates.deadline, -1, "no deadline remains none");
}

static void hold(void)
{
	begin(30);
	plug("sda", LUKS);
	tap_ok(!containers_hold(&b, now), "nothing runs, and nothing is held");
	(void)after(0);
	tap_ok(containers_hold(&b, now + 29 * SYS_SECOND) &&
		       !containers_hold(&b, now + 30 * SYS_SECOND),
	       "a helper holds the deadline for 30 s");
	asks = true;
	tap_ok(!containers_ask(&b.helpers, b.console),
	       "an echo that is off means nothing without a console");
	b.console = true;
	tap_ok(containers_ask(&b.helpers, b.console), "but that a helper asks");
	now += 60 * SYS_SECOND;
	tap_ok(containers_hold(&b, now), "which holds it");
	asks = false;
	tap_ok(containers_hold(&b, now + 29 * SYS_SECOND) &&
		       !containers_hold(&b, now + 30 * SYS_SECOND),
	       "for 30 s more");
	end(0, 100);
	now = 100 * SYS_SECOND;
	tap_ok(containers_hold(&b, now), "a helper that is still to be started does so too");
	tap_ok(!containers_hold(&b, now + 30 * SYS_SECOND), "with a limit");
}

static void stop(void)
{
	begin(30);
	plug("sda", LUKS);
	plug("sdb", LUKS);
	(void)after(0);
	end(1, 2);
	b.console = asks = true;
	containers_stop(&b);
	tap_ok(killed == 1 && !asks, "helpers are terminated, and the echo is restored");
	end(0, -1);
	tap_ok(after(0) == 1 && text_equal(started(), "sda"), "and run again");
	containers_stop(&b);
	b.devices.count = 0;
	end(2, -1);
	tap_num(killed, 2, "also if the device is gone");
}

/* ---- a name that is used again ---- */

/* The device is unplugged and another one gets its name: everything is done for it again. */
static void reused(void)
{
	begin(30);
	plug("sda", RAID);
	(void)after(0);
	end(0, 75);
	(void)after(15);
	tap_str(started(), "sda degraded", "a member is started degraded");
	end(1, 2);
	devices_remove(&b.devices, "sda");
	plug("sda", RAID);
	tap_ok(after(1) == 1 && text_equal(started(), "sda"),
	       "another device with its name: the helper is run without an argument");
	end(2, 100);
	tap_ok(after(1) == 1 && text_equal(started(), "sda ask"), "in mode ask");
	end(3, 75);
	tap_ok(after(20) == 1 && text_equal(started(), "sda degraded"), "and in mode degraded");
}

int main(void)
{
	alone();
	many();
	needs_modules();
	fails();
	ask();
	ask_last();
	ask_after_probes();
	missing();
	missing_settings();
	completed();
	next_candidate();
	deadline();
	hold();
	stop();
	reused();
	return tap_done();
}
