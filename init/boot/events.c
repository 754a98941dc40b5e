// SPDX-License-Identifier: GPL-2.0
#include "init/boot/events.h"

#include <errno.h>
#include <string.h>

#include "drivers-load/cause.h"
#include "drivers-load/devices/coldplug.h"
#include "drivers-load/devices/uevent.h"
#include "init/base/log.h"
#include "init/base/nodes.h"
#include "init/boot/boot.h"
#include "init/boot/watchdog.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Microseconds between two scans of /sys if there are no uevents. */
enum { SCAN_PAUSE = 500000 };

int events_open(bool nodes)
{
	int uevents = uevent_open();

	if (uevents < 0)
		log_error("cannot receive device events: %s; scanning /sys every half second",
			  error_text(uevents));
	if (nodes)
		nodes_scan(); /* for devices that appeared earlier */
	return uevents;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void request_alias(struct loader *l, const char *modalias)
{
	int err = loader_request_alias(l, modalias);

	if (err != -ENOSPC)
		return; /* the cause is kept for the failure report */
	if (!l->full)
		log_error("too many modules: %s and others are ignored", modalias);
	l->full = true;
}

static int request_device(void *context, const struct coldplug_device *device)
{
	if (!device->bound)
		request_alias(context, device->modalias);
	return 0;
}

/* Errors are ignored: a device that cannot be read yet is announced when it can. */
static void request_devices(struct loader *l)
{
	(void)coldplug_each("/sys/devices", request_device, l);
}

static void one_event(struct boot *b, const struct uevent *event)
{
	bool removed = text_equal(event->action, "remove");
	bool added = text_equal(event->action, "add");
	bool module = text_equal(event->subsystem, "module");
	bool block = text_equal(event->subsystem, "block");
	const char *name = last_part(event->devpath);

	if (b->nodes)
		nodes_event(event);
	if (module || block)
		log_debug("event: %s %s %s", event->action, event->subsystem, name);
	if (module && added)
		loader_event(&b->loader, name);
	if (block && removed)
		devices_remove(&b->devices, name);
	else if (block && added)
		devices_add(&b->devices, name);
	else if (block)
		devices_change(&b->devices, name);
	if (b->coldplug && added && *event->modalias)
		request_alias(&b->loader, event->modalias);
}

/* The earlier of two times; below 0: never. */
static int64_t sooner(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Events were lost: reads the current state from /sys. */
static void rescan(struct boot *b)
{
	if (b->uevents >= 0)
		log_debug("device events were lost; scanning /sys");
	if (b->nodes)
		nodes_scan();
	loader_rescan(&b->loader);
	(void)devices_scan(&b->devices); /* what cannot be read yet is announced later */
	if (b->coldplug)
		request_devices(&b->loader);
}

static void take_events(struct boot *b)
{
	static char buf[UEVENT_SIZE]; /* the largest possible event */
	struct uevent event;
	int err = b->uevents < 0 ? -EAGAIN : 0;

	if (b->uevents < 0 && sys_now() >= b->scan_at) {
		rescan(b);
		b->scan_at = sys_now() + SCAN_PAUSE;
	}
	while (!err) {
		err = uevent_next(b->uevents, buf, &event);
		if (!err)
			one_event(b, &event);
	}
	if (err == -ENOBUFS)
		rescan(b); /* events still in the socket are read in the next call */
}

/* A module that only matches absent hardware is no failure to report. */
static void log_failure(const struct module *m)
{
	if (m->requested || m->error != -ENODEV)
		log_error("module %s: %s", m->name, module_cause(m));
	else
		log_debug("module %s: %s", m->name, module_cause(m));
}

/* Handles an ended child. An unknown pid is an orphan that was reparented to PID 1. */
static void bury(struct boot *b, pid_t pid, int status)
{
	struct child *c = child_reaped(&b->children, pid, status);
	const struct module *m;

	if (c && c->ended)
		c->ended(b, c);
	if (c)
		return;
	m = loader_reaped(&b->loader, pid, status);
	if (m && m->state == MODULE_FAILED)
		log_failure(m);
	if (!m)
		(void)devices_reaped(&b->devices, pid);
}

void events_reap(struct boot *b)
{
	int status;
	pid_t pid;

	while ((pid = sys_reap(&status)) > 0)
		bury(b, pid, status);
}

int64_t events_deadline(int64_t timeout)
{
	return sys_now() + (timeout < 0 ? CONFIG_TIMEOUT : timeout);
}

void events_coldplug(bool *coldplug, struct loader *l)
{
	if (*coldplug)
		return;
	log_debug("matching every device against the modules in the image");
	*coldplug = true;
	request_devices(l);
	loader_start(l);
}

bool events_settled(const struct loader *l, const struct devices *d)
{
	return !loader_pending(l) && !loader_children(l) && !devlist_probing(d);
}

int events_wait(struct boot *b, int64_t deadline, bool keys)
{
	struct pollfd fds[2 + KEYS_CONSOLES] = {
		{.fd = b->uevents, .events = POLLIN},
		{.fd = b->devices.report[0], .events = POLLIN},
	};
	int64_t left = deadline < 0 ? -1 : deadline - sys_now();
	int64_t scan = b->uevents < 0 ? SCAN_PAUSE : -1;
	int64_t turn = sooner(sooner(devices_start(&b->devices), loader_start(&b->loader)),
			      sooner(scan, watchdog_feed(&b->watchdog, b->config.watchdog)));
	bool early = turn >= 0 && (deadline < 0 || turn < left);
	unsigned count = keys ? 2 + KEYS_CONSOLES : 2;
	int got = 0;

	if (keys)
		keys_poll(&b->keys, fds + 2);
	if (deadline < 0 || left > 0)
		got = sys_poll(fds, count, early ? turn : left);
	if (got == 0 && !early) {
		events_reap(b); /* a child that has just ended counts too */
		return -ETIMEDOUT;
	}
	take_events(b);
	devices_reports(&b->devices);
	events_reap(b);
	if (keys && got > 0)
		keys_take(&b->keys, fds + 2);
	(void)loader_start(&b->loader); /* the next wait honours the time that it returns */
	return 0;
}
