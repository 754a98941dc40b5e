// SPDX-License-Identifier: GPL-2.0
#include "init/root/hibernation.h"

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds to wait for running probes with resume=, since a hibernated system may be there. */
enum { PROBES_SECONDS = 2 };

static void wait_for_probes(struct boot *b)
{
	int64_t deadline = sys_now() + PROBES_SECONDS * SYS_SECOND;

	while (devlist_probing(&b->devices))
		if (events_wait(b, deadline, false))
			return;
}

void hibernation_warn(struct boot *b)
{
	if (b->config.noresume)
		return;
	if (b->config.resume)
		wait_for_probes(b);
	for (const struct device *d = NULL; (d = devlist_next(&b->devices, d));)
		if (d->state == DEVICE_KNOWN && d->id.type && text_equal(d->id.type, "swsuspend"))
			log_error("/dev/%s holds a hibernated system, which gangway cannot resume; "
				  "resuming it after this boot damages the root: run mkswap on it",
				  d->dev.name);
}
