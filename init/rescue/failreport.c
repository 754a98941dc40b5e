// SPDX-License-Identifier: GPL-2.0
/*
 * The order: the step and its cause; the requested root; all block devices, in the notation of
 * root=, and the closest match; problems with modules and devices. The summary is logged last, so
 * that it is visible on a screen of 25 lines.
 */
#include "init/rescue/failreport.h"

#include <stddef.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/drivers.h"
#include "init/boot/events.h"
#include "init/boot/helper.h"
#include "init/devices/describe.h"
#include "init/rescue/advice.h"
#include "init/rescue/hwreport.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { SETTLE_SECONDS = 5, PROBE_SECONDS = 2 };

static void log_requested(const struct boot *b)
{
	const struct config *c = &b->config;
	const char *root = b->candidates.list[0].root;

	log_error("requested: root=%s%s%s%s%s %s%s%s", root ? root : "",
		  c->rootfstype ? " rootfstype=" : "", c->rootfstype ? c->rootfstype : "",
		  c->rootflags ? " rootflags=" : "", c->rootflags ? c->rootflags : "",
		  c->writable ? "rw" : "ro", c->init ? " init=" : "", c->init ? c->init : "");
}

/* The candidates that were given up, and why; the cause of the last one is the step's. */
static void log_candidates(const struct candidates *c)
{
	for (unsigned i = 0; i < c->now; i++)
		log_error("  %s=%s: %s", i ? "gangway.fallback" : "root",
			  c->list[i].root ? c->list[i].root : "", c->list[i].cause);
	if (c->now)
		log_error("  gangway.fallback=%s: the last one", c->list[c->now].root);
}

/*
 * A step that fails at once leaves no time for disks to appear, but the list needs them: without a
 * root, waits some seconds from the start of the drivers. The kernel announces a disk after it has
 * read its partitions; a disk that does not respond is only visible in /sys. Waits briefly for
 * running probes.
 */
static void gather_devices(struct boot *b)
{
	int64_t settle = b->drivers_began + SETTLE_SECONDS * SYS_SECOND;
	int64_t probes_end;

	if (!b->root && b->config.coldplug != COLDPLUG_NO)
		events_coldplug(&b->coldplug, &b->loader);
	while (!b->root && !events_wait(b, settle, false))
		;
	(void)devices_scan(&b->devices); /* on failure the list has the announced devices */
	probes_end = sys_now() + PROBE_SECONDS * SYS_SECOND;
	while (devlist_probing(&b->devices))
		if (events_wait(b, probes_end, false))
			return;
}

/* Empty devices that the kernel creates for later use: loop, nbd. */
static bool is_spare(const struct device *d)
{
	return !d->dev.size && !d->dev.removable;
}

static void log_devices(const struct devices *devices)
{
	unsigned shown = 0, spare = 0;

	log_error("block devices:");
	for (const struct device *d = NULL; (d = devlist_next(devices, d));) {
		if (is_spare(d)) {
			spare++;
			continue;
		}
		describe_log(d);
		shown++;
	}
	if (!shown)
		log_error("  none: is the driver of the disk's controller in the image?");
	if (spare)
		log_error("  and %u empty ones", spare);
	if (devices->ignored)
		log_error("  and %u more, which were ignored: there are more than %d",
			  devices->ignored, DEVICES);
}

static void log_containers(const struct devices *devices)
{
	for (const struct device *d = NULL; (d = devlist_next(devices, d));)
		helper_log(d);
}

/* After the mount, hardware cannot be the cause. */
static bool is_after_mount(const char *step)
{
	return text_equal(step, "switch") || text_equal(step, "init");
}

/* Whether the device of the root may be missing because its driver is. */
static bool is_missing(const struct boot *b, const char *step)
{
	return !b->root && !b->refused && !text_equal(step, "config");
}

void failreport_log(struct boot *b, struct failreport *v)
{
	v->hardware = (struct hwreport_advice){.idle = NULL};
	log_error("step %s failed: %s", v->step, b->cause);
	if (drivers_prepare(b))
		return; /* no devices can be found */
	if (!b->config.stay) {
		log_requested(b);
		log_candidates(&b->candidates);
		gather_devices(b);
		log_devices(&b->devices);
		(void)advice_log_closest(&b->candidates, &b->devices);
	}
	if (is_after_mount(v->step))
		return;
	hwreport_log_modules(&b->loader);
	if (is_missing(b, v->step))
		hwreport_log_devices(&b->loader, &v->hardware);
}

void failreport_summary(struct boot *b, const struct failreport *v)
{
	bool close;

	log_error("summary: step %s failed: %s", v->step, b->cause);
	if (!b->drivers_began)
		return;
	if (!is_after_mount(v->step))
		drivers_log_releases(&b->loader);
	if (b->config.stay)
		return;
	log_requested(b);
	close = advice_log_closest(&b->candidates, &b->devices);
	if (is_after_mount(v->step)) {
		advice_log_init(&b->config, b->error);
		return;
	}
	log_containers(&b->devices);
	if (b->root)
		advice_log_type(candidate_now(&b->candidates)->types, b->root);
	else if (!close) /* otherwise its driver is loaded */
		advice_log(b, &v->hardware);
}
