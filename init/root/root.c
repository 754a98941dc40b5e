// SPDX-License-Identifier: GPL-2.0
/*
 * Step root: waits for the root by events, with one deadline. Each device is probed when it
 * appears, and each report is compared with root= (naming.h).
 */
#include <errno.h>
#include <string.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/root/containers.h"
#include "init/root/loop.h"
#include "init/root/naming.h"
#include "init/root/verity.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds until the first waiting message; each further pause is twice as long. */
enum { FIRST_MESSAGE = 3 };

/*
 * Seconds for running helpers after the root was found: one that is killed may leave the group of
 * the root without its other volumes, and devices without a record for udev.
 */
enum { LAST_HELPERS = 10 };

/* For the two names that the message contains. */
enum { AWAITED_SIZE = 160 };

/* Seconds before coldplug looks up the devices that no requested module serves. */
enum { COLDPLUG_GRACE = 1 };

/* Seconds for probes that are still running at the deadline. */
enum { LAST_SECONDS = 2 };

/* After the deadline, running probes get LAST_SECONDS more seconds. */
static bool is_over(const struct devices *d, int64_t deadline, int64_t now)
{
	if (deadline < 0 || now < deadline)
		return false;
	return !devlist_probing(d) || now >= deadline + LAST_SECONDS * SYS_SECOND;
}

static unsigned count_devices(const struct devices *d)
{
	unsigned count = 0;

	for (const struct device *device = NULL; (device = devlist_next(d, device));)
		count++;
	return count;
}

/* Appends what is awaited; one module and one device are named as examples. */
static void await(char *text, const char *what, const char *name)
{
	size_t len = strlen(text);

	(void)text_format(text + len, AWAITED_SIZE - len, ", %s %s", what, name); /* fits */
}

static void list_awaited(const struct graph *g, const struct devices *devices, char *text)
{
	const struct device *d = NULL;
	const struct module *m = g->modules;

	while (m < g->modules + g->count && m->state != MODULE_LOADING && !m->pid)
		m++;
	while ((d = devlist_next(devices, d)) && d->state != DEVICE_PROBING)
		;
	if (m < g->modules + g->count)
		await(text, "still loading", m->name);
	if (d)
		await(text, "no response from", d->dev.name);
}

/* The first message is informational; later ones are shown with `quiet` too. */
static void log_waiting(const struct boot *b, int64_t now, bool first)
{
	char awaited[AWAITED_SIZE] = "", left[24] = "";

	list_awaited(&b->loader.graph, &b->devices, awaited);
	if (b->candidates.deadline >= 0)
		text_format(left, sizeof(left), "; %d s left",
			    now < b->candidates.deadline
				    ? (int)((b->candidates.deadline - now) / SYS_SECOND)
				    : 0);
	(first ? log_info : log_error)("waiting for root=%s: %u block devices found%s%s",
				       candidate_now(&b->candidates)->root,
				       count_devices(&b->devices), awaited, left);
}

/* When automatic coldplug may begin: requested modules first get some time. */
static int64_t coldplug_time(const struct config *c, int64_t drivers_began)
{
	return drivers_began + (c->modules.count ? COLDPLUG_GRACE * SYS_SECOND : 0);
}

/*
 * Whether to start coldplug: all requests are done, or the wait is long; hung loads do not delay
 * it.
 */
static bool wants_coldplug(struct boot *b, int64_t now)
{
	bool long_wait = now >= b->drivers_began + FIRST_MESSAGE * SYS_SECOND;

	return b->config.coldplug == COLDPLUG_AUTO && !b->root &&
	       now >= coldplug_time(&b->config, b->drivers_began) &&
	       (long_wait || events_settled(&b->loader, &b->devices));
}

/* After the deadline: checks periodically on a helper that may extend the wait. */
static int64_t last_probe(int64_t deadline, int64_t now)
{
	int64_t end = deadline + LAST_SECONDS * SYS_SECOND;

	return now < end ? end : now + LAST_SECONDS * SYS_SECOND;
}

/* When to check again if nothing happens; `message` is the time of the next message. */
static int64_t next_probe(struct boot *b, int64_t now, int64_t earliest, int64_t message)
{
	int64_t next = now < earliest ? earliest : message;
	int64_t containers = b->root ? INT64_MAX : containers_next(b, now);

	if (now < coldplug_time(&b->config, b->drivers_began) &&
	    coldplug_time(&b->config, b->drivers_began) < next)
		next = coldplug_time(&b->config, b->drivers_began);
	if (containers < next)
		next = containers;
	if (b->candidates.deadline >= 0 && now >= b->candidates.deadline)
		next = containers < last_probe(b->candidates.deadline, now)
			       ? containers
			       : last_probe(b->candidates.deadline, now);
	else if (b->candidates.deadline >= 0 && b->candidates.deadline < next)
		next = b->candidates.deadline;
	return next;
}

static int wait_for_root(struct boot *b, int64_t earliest)
{
	int64_t pause = FIRST_MESSAGE * SYS_SECOND, message = b->root_began + pause, limit = 0;

	for (;;) {
		int64_t now = sys_now();
		bool long_wait = now >= message;
		bool over = is_over(&b->devices, b->candidates.deadline, now) &&
			    !containers_hold(b, now);

		if (b->verity.status)
			return -EIO;
		boot_set_root(b, b->verity.pid ? NULL : naming_find(b, over));
		if (b->root && now >= earliest) {
			if (!containers_busy(&b->helpers, b->console))
				return 0;
			if (limit && now >= limit) {
				log_error("a helper has not ended for %d s since the root appeared",
					  LAST_HELPERS);
				return 0;
			}
			limit = limit ? limit : now + LAST_HELPERS * SYS_SECOND;
		}
		if (b->refused)
			return -EINVAL;
		if (over && !b->root)
			return -ETIMEDOUT;
		if (!b->root && containers_start(b, now))
			continue; /* a container without a helper may itself be the root */
		if (wants_coldplug(b, now))
			events_coldplug(&b->coldplug, &b->loader);
		if (long_wait) {
			if (!b->root && !containers_ask(&b->helpers, b->console))
				log_waiting(b, now, pause == FIRST_MESSAGE * SYS_SECOND);
			pause *= 2;
			message = now + pause;
		}
		(void)events_wait(
			b, next_probe(b, now, limit > earliest ? limit : earliest, message), false);
	}
}

/* rootdelay= is the time before the wait; it is not repeated for a fallback. */
static int64_t begin_wait(struct boot *b)
{
	int64_t delay = b->candidates.now ? 0 : b->config.rootdelay;

	containers_begin(&b->devices);
	b->root_began = sys_now();
	candidates_begin(&b->candidates, b->config.timeout, b->root_began + delay);
	if (delay)
		log_info("waiting %d s before mounting root device (rootdelay=)",
			 (int)(delay / SYS_SECOND));
	return b->root_began + delay;
}

int root_step(struct boot *b)
{
	const char *root = candidate_now(&b->candidates)->root;
	const char *ours = b->ramdisk && !b->linuxrc ? "gangway." : "";
	int64_t earliest;
	int err;

	if (loop_without_device(b))
		return 0;
	if (!root)
		return boot_fail(b, -EINVAL,
				 "no %sroot= parameter; add, for example, %sroot=/dev/sda1", ours,
				 ours);
	naming_begin(b);
	err = devices_scan(&b->devices);
	if (err)
		return boot_fail_error(b, err, "/sys/class/block");
	verity_start(b);
	earliest = begin_wait(b);
	err = wait_for_root(b, earliest);
	if (b->verity.pid || b->verity.status)
		return verity_fail(b, err);
	if (err)
		return naming_fail(b, err, earliest);
	log_debug("root=%s is %s", root, b->root->dev.name);
	naming_log_type(b);
	return 0;
}
