// SPDX-License-Identifier: GPL-2.0
/* Case P16: a hibernated system is reported before the root is mounted. */
#include "init/root/hibernation.h"

#include <errno.h>
#include <string.h>

#include "host-tests/tap.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"

static struct boot b;
static unsigned waits; /* number of waits that end before the probes do */

/* The probe of the second device ends at the last wait. */
int events_wait(struct boot *boot, int64_t deadline, bool keys)
{
	(void)deadline, (void)keys;
	if (!waits)
		return -ETIMEDOUT;
	if (--waits == 0)
		boot->devices.list[1].state = DEVICE_KNOWN;
	return 0;
}

static void add(const char *name, const char *type, enum device_state state)
{
	struct device *d = &b.devices.list[b.devices.count++];

	strcpy(d->dev.name, name);
	d->id.type = type;
	d->state = state;
}

static bool warned(const char *name)
{
	static size_t before;
	const char *log = log_kept() + before;

	hibernation_warn(&b);
	log = log_kept() + before;
	before += strlen(log);
	return strstr(log, name);
}

int main(void)
{
	add("sda1", "ext4", DEVICE_KNOWN);
	add("sda2", "swsuspend", DEVICE_PROBING);
	add("sda3", NULL, DEVICE_KNOWN);
	add("sda4", "swap", DEVICE_KNOWN);
	tap_ok(!warned("sda"), "a running probe is not waited for");
	b.config.resume = "UUID=x";
	tap_ok(!warned("sda"), "with resume= it is waited for, with a limit");
	waits = 3;
	tap_ok(warned("/dev/sda2 holds a hibernated system"), "and then its result counts");
	b.config.resume = NULL;
	tap_ok(warned("/dev/sda2 holds a hibernated system"),
	       "without resume= its result counts too");
	b.config.noresume = true;
	tap_ok(!warned("sda"), "noresume suppresses the warning");
	b.config.noresume = false;
	b.devices.list[1].state = DEVICE_GONE;
	tap_ok(!warned("sda"), "a removed device does not count");
	return tap_done();
}
