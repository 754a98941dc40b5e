// SPDX-License-Identifier: GPL-2.0
/*
 * The System.map of the real root: looked after by a child, at the lowest priority, so that it
 * never delays the boot. Where the stamp says that all is right there is no child.
 *
 * The map that the image may carry, /lib/modules/R/System.map, and its stamp, System.map.gangway,
 * are opened through the old root.
 */
#include "init/sysmap.h"

#include <errno.h>
#include <signal.h>

#include "init/boot.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/place.h"

enum { MODE = 0600, LOWEST = 19, CARRIED_PATH = 128 };

/* A separate /boot may take its time; then the next boot looks after it. */
#define PATIENCE (INT64_C(10) * 60 * 1000000)

static struct place_room room;
static struct stamp carried_stamp;

static void say_place(void *context, const char *path, const char *what)
{
	(void)context;
	say("%s: %s", path, what);
}

static int open_carried(const struct boot *b, const char *release, const char *end)
{
	char path[CARRIED_PATH];

	if (text_format(path, sizeof(path), "lib/modules/%s/System.map%s", release, end) < 0)
		return -ENAMETOOLONG;
	return sys_open(b->old_root, path, O_RDONLY);
}

/* Without one, or of one that is not understood, the map is proved by its symbols. */
static const struct stamp *load_carried_stamp(const struct boot *b, const char *release)
{
	int fd = open_carried(b, release, ".gangway");
	int err = fd < 0 ? fd : stamp_load(fd, &carried_stamp);

	if (fd >= 0)
		sys_close(fd);
	return err ? NULL : &carried_stamp;
}

/* The console is the real init's alone, and the initramfs is freed when nothing holds it. */
static void let_go(const struct boot *b)
{
	const int fds[] = {0,          1, 2, b->uevents, b->devices.report[0], b->devices.report[1],
			   b->old_root};

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			sys_close(fds[i]);
}

static _Noreturn void look_after(const struct boot *b, const struct place_policy *policy)
{
	sys_set_name("gangway-sysmap");
	(void)sys_nice(LOWEST);
	let_go(b);
	sys_exit(place_run(policy, &room) != 0); /* which has said what there is to say */
}

static int start_child(struct boot *b, struct place_policy *policy)
{
	pid_t pid;

	policy->carried = open_carried(b, policy->release, "");
	policy->carried_stamp = load_carried_stamp(b, policy->release);
	pid = sys_fork();
	if (pid == 0)
		look_after(b, policy);
	if (policy->carried >= 0)
		sys_close(policy->carried);
	if (pid < 0)
		return boot_fail(b, pid, "no child for System.map: %s", error_text(pid));
	b->sysmap = pid;
	return 0;
}

int sysmap_step(struct boot *b)
{
	struct sys_uname kernel;
	struct place_policy policy = {
		.root = "",
		.machine = "",
		.release = kernel.release,
		.all = b->config.sysmap == SYSMAP_ALL,
		.mode = MODE,
		.patience = PATIENCE,
		.say = say_place,
	};
	int err;

	if (b->config.sysmap == SYSMAP_OFF)
		return 0;
	err = sys_uname(&kernel);
	if (err)
		return boot_fail(b, err, "the kernel's release: %s", error_text(err));
	if (place_is_done(&policy, &room))
		return 0;
	return start_child(b, &policy);
}

void sysmap_stop(struct boot *b)
{
	if (b->sysmap > 0)
		(void)sys_kill(b->sysmap, SIGKILL); /* what it replaces is always whole */
	b->sysmap = 0;
}
