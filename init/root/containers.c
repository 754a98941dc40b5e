// SPDX-License-Identifier: GPL-2.0
#include "init/root/containers.h"

#include <errno.h>
#include <signal.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/console.h"
#include "init/root/helpertime.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds until missing devices are announced. */
enum { ANNOUNCE = 1 };

/* ---- starting ------------------------------------------------------------------------------ */

static void helper_ended(struct boot *b, struct child *c);

/* -EAGAIN if there is no free process or helper slot now. */
static int start(struct boot *b, const struct device *d, enum helper_mode mode, int64_t now)
{
	const struct helper_plan plan = {
		.mode = mode,
		.root = candidate_now(&b->candidates)->root,
		.ended = helper_ended,
	};
	struct helper *helper = helper_find_free(&b->helpers);
	bool first = !helper_any(&b->helpers);
	int err;

	(void)console_have(&b->console); /* without one, it runs with /dev/null */
	err = helper ? helper_start(&b->children, helper, d, &plan) : -EAGAIN;
	if (!err && first)
		b->helpers.busy = now;
	return err;
}

/* Records a start. If it failed, the device has failed, unless the failure is temporary. */
static bool take_start(struct device *d, int err)
{
	if (err == -EAGAIN)
		return false;
	d->opened = true;
	d->opening = err;
	if (err && err != -ENOENT)
		helper_log(d);
	return true;
}

static void start_next(struct boot *b, enum helper_mode mode, int64_t now)
{
	struct device *d = helpertime_next(&b->devices, &b->config, mode);

	if (!d || helpertime_is_early(b, now, helpertime_due(b, d, mode), mode) ||
	    !take_start(d, start(b, d, mode, now)))
		return;
	d->degraded = d->degraded || mode == HELPER_DEGRADED;
}

static int64_t announce_time(const struct helpers *h, const struct config *c)
{
	return h->degraded_at - helpertime_missing(c) + ANNOUNCE * SYS_SECOND;
}

/* `left`: the time until it is started degraded; below 0: it is not. */
static void announce_device(const struct device *d, int64_t left)
{
	if (left < 0)
		log_error("%s on /dev/%s: other devices are missing", d->id.type, d->dev.name);
	else
		log_error("%s on /dev/%s: other devices are missing; if the root needs it, it is "
			  "started without them in %d s",
			  d->id.type, d->dev.name, (int)((left + SYS_SECOND / 2) / SYS_SECOND));
}

/* After a pause, since the members of an array appear one after another. */
static void announce(struct boot *b, int64_t now)
{
	int64_t left = b->helpers.degraded_at > now ? b->helpers.degraded_at - now : 0;

	if (b->helpers.announced || now < announce_time(&b->helpers, &b->config))
		return;
	b->helpers.announced = true;
	for (const struct device *d = NULL; (d = devlist_next(&b->devices, d));)
		if (helper_lacks_devices(d) && !d->degraded)
			announce_device(d, b->config.degraded < 0 ? -1 : left);
}

void containers_begin(struct devices *devices)
{
	for (struct device *d = NULL; (d = devlist_next(devices, d));)
		d->degraded = false;
}

bool containers_start(struct boot *b, int64_t now)
{
	struct device *d;
	bool opened = false;

	while ((d = helpertime_next(&b->devices, &b->config, HELPER_ALONE)) &&
	       !helpertime_lacks_modules(b, now) && take_start(d, start(b, d, HELPER_ALONE, now)))
		opened = true;
	announce(b, now);
	start_next(b, HELPER_ASK, now);
	start_next(b, HELPER_DEGRADED, now);
	return opened;
}

bool containers_done(const struct helpers *h, const struct device *d)
{
	return d->opened && !helper_asks(d) && (!helper_lacks_devices(d) || d->degraded) &&
	       !helper_runs_for(h, d->dev.name);
}

static int64_t sooner(int64_t a, int64_t b, int64_t now)
{
	return b > now && b < a ? b : a;
}

int64_t containers_next(struct boot *b, int64_t now)
{
	int64_t next = INT64_MAX;

	if (helpertime_next(&b->devices, &b->config, HELPER_ALONE))
		next = helpertime_lacks_modules(b, now)
			       ? b->root_began + helpertime_last_resort(&b->config)
			       : now + SYS_SECOND; /* fork() or pipe() failed */
	for (enum helper_mode mode = HELPER_ASK; mode <= HELPER_DEGRADED; mode++) {
		const struct device *d = helpertime_next(&b->devices, &b->config, mode);
		int64_t at = d ? helpertime_due(b, d, mode) : 0;

		if (!d)
			continue;
		next = sooner(next, at, now);
		next = sooner(next, at + HELPERTIME_PROBES * SYS_SECOND, now);
		next = sooner(next, now + HELPERTIME_LIMIT * SYS_SECOND, now);
		if (mode == HELPER_DEGRADED)
			next = sooner(next, announce_time(&b->helpers, &b->config), now);
	}
	return next;
}

/* ---- the end ------------------------------------------------------------------------------- */

/* A device of this type was completed; devices that lacked it may be complete now. */
static void ask_again(struct devices *devices, const char *type)
{
	for (struct device *d = NULL; (d = devlist_next(devices, d));)
		if (helper_lacks_devices(d) && text_equal(d->id.type, type))
			d->opened = false;
}

/* Nothing is recorded for a device that is gone. */
static void note_end(struct boot *b, const struct helper *helper, int status)
{
	struct device *d = devlist_find(&b->devices, helper->name);

	if (!d || !d->opened || !device_is_container(d))
		return;
	d->opening = status;
	if (!status)
		ask_again(&b->devices, d->id.type);
	if (helper_lacks_devices(d) && helper->mode == HELPER_ALONE) {
		b->helpers.degraded_at = sys_now() + helpertime_missing(&b->config);
		b->helpers.announced = false;
	} else if (status && !(helper->mode == HELPER_ALONE && helper_asks(d))) {
		helper_log(d);
	}
}

static void helper_ended(struct boot *b, struct child *c)
{
	struct helper *helper = (struct helper *)c;
	int64_t now = sys_now();

	if (!helper_any(&b->helpers))
		candidates_extend(&b->candidates, now - b->helpers.busy,
				  now + HELPERTIME_PROBES *
						  SYS_SECOND); /* for the devices that it made */
	note_end(b, helper, c->error ? c->error : c->status);
}

bool containers_ask(const struct helpers *h, bool console)
{
	return helper_any(h) && console && sys_terminal_hides(0);
}

bool containers_busy(const struct helpers *h, bool console)
{
	bool asks = containers_ask(h, console), busy = false;

	for (unsigned i = 0; i < HELPERS; i++)
		busy = busy || (h->list[i].child.pid && !(asks && h->list[i].mode == HELPER_ASK));
	return busy;
}

/* Waits for a helper that is still to be started, but with a limit: fork() may keep failing. */
static bool is_pending(struct boot *b, enum helper_mode mode, int64_t now)
{
	const struct device *d = helpertime_next(&b->devices, &b->config, mode);

	return d && now < helpertime_due(b, d, mode) + HELPERTIME_LIMIT * SYS_SECOND;
}

bool containers_hold(struct boot *b, int64_t now)
{
	bool asks = containers_ask(&b->helpers, b->console);
	bool hold = is_pending(b, HELPER_ASK, now) || is_pending(b, HELPER_DEGRADED, now);

	for (struct helper *h = b->helpers.list; h < b->helpers.list + HELPERS; h++) {
		if (!h->child.pid)
			continue;
		if (asks)
			h->heard = now;
		hold = hold || now - h->heard < HELPERTIME_LIMIT * SYS_SECOND;
	}
	return hold;
}

void containers_stop(struct boot *b)
{
	bool asks = containers_ask(&b->helpers, b->console);

	for (struct helper *h = b->helpers.list; h < b->helpers.list + HELPERS; h++) {
		struct device *d = h->child.pid ? devlist_find(&b->devices, h->name) : NULL;

		if (d)
			d->opened = false;
		if (h->child.pid)
			child_kill(&h->child, SIGTERM);
	}
	if (asks)
		(void)sys_terminal_keys(0, false);
}

void containers_again(struct devices *devices)
{
	for (struct device *d = NULL; (d = devlist_next(devices, d));)
		if (d->opening)
			d->opened = false;
}
