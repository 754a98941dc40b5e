// SPDX-License-Identifier: GPL-2.0
#include "init/root/helpertime.h"

#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "lib/sys.h"

/* Seconds. */
enum {
	MISSING_DEFAULT = 15, /* for missing devices, if the wait for the root has no limit */
	SETTLE = 3,           /* for drivers, before the user is asked */
};

int64_t helpertime_last_resort(const struct config *c)
{
	return c->timeout < 0 ? MISSING_DEFAULT * SYS_SECOND : c->timeout / 2;
}

int64_t helpertime_missing(const struct config *c)
{
	return c->degraded > 0 ? c->degraded : helpertime_last_resort(c);
}

struct device *helpertime_next(const struct devices *devices, const struct config *c,
			       enum helper_mode mode)
{
	struct device *next = NULL;

	for (struct device *d = NULL; (d = devlist_next(devices, d));) {
		if (mode == HELPER_ALONE && device_is_container(d) && !d->opened)
			return d;
		if (mode == HELPER_DEGRADED && helper_lacks_devices(d) && !d->degraded &&
		    c->degraded >= 0)
			return d;
		if (mode == HELPER_ASK && helper_asks(d) &&
		    (!next || helper_status(d) < helper_status(next)))
			next = d;
	}
	return next;
}

int64_t helpertime_due(struct boot *b, const struct device *d, enum helper_mode mode)
{
	if (mode == HELPER_DEGRADED)
		return b->helpers.degraded_at;
	if (helper_status(d) == HELPER_ASK_LAST)
		return b->root_began + helpertime_last_resort(&b->config);
	return events_settled(&b->loader, &b->devices) ? b->root_began
						       : b->drivers_began + SETTLE * SYS_SECOND;
}

bool helpertime_is_early(const struct boot *b, int64_t now, int64_t due_at, enum helper_mode mode)
{
	bool early = now < due_at || (devlist_probing(&b->devices) &&
				      now < due_at + HELPERTIME_PROBES * SYS_SECOND);

	for (const struct helper *h = b->helpers.list; h < b->helpers.list + HELPERS; h++)
		if (h->child.pid && (h->mode != HELPER_ASK || mode == HELPER_ASK))
			early = early || mode == h->mode ||
				now - h->heard < HELPERTIME_LIMIT * SYS_SECOND;
	return early;
}

bool helpertime_lacks_modules(const struct boot *b, int64_t now)
{
	return now < b->root_began + helpertime_last_resort(&b->config) &&
	       loader_pending_by_name(&b->loader);
}
