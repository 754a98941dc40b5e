// SPDX-License-Identifier: GPL-2.0
#include "init/hardware.h"

#include <errno.h>

#include "drivers-load/cause.h"
#include "drivers-load/coldplug.h"
#include "drivers-load/deferred.h"
#include "drivers-load/firmware.h"
#include "init/boot.h"
#include "init/drivers.h"
#include "init/say.h"
#include "lib/sys.h"
#include "lib/text.h"

/* ---- modules ------------------------------------------------------------------------------- */

/* What was only tried and has no hardware here (a faster checksum, say) did not fail the boot. */
static void say_failed(const struct module *m)
{
	if (m->wanted || m->error != -ENODEV)
		say_error("module %s: %s%s%s (error %d)", m->name, module_cause(m),
			  m->culprit ? ": " : "", m->culprit ? m->culprit->name : "", -m->error);
}

static void say_waiting(const struct module *m)
{
	const struct module *needed = graph_missing(m);

	say_error("module %s: waits for %s", m->name, needed ? needed->name : "its turn");
}

static void say_module(const struct module *m)
{
	if (m->state == MODULE_FAILED)
		say_failed(m);
	else if (m->state == MODULE_WAITING)
		say_waiting(m);
	else if (m->pid)
		say_error("module %s: still at work after %d s", m->name,
			  (int)((sys_now() - m->began) / SYS_SECOND));
}

static void say_modules(const struct graph *g)
{
	for (const struct module *m = g->modules; m < g->modules + g->count; m++)
		say_module(m);
}

/* ---- firmware ------------------------------------------------------------------------------ */

enum { MISSES = 16 }; /* a driver may try dozens of versions, one after the other */

static int say_miss(void *context, const struct firmware_miss *miss)
{
	unsigned *count = context;

	if (++*count > MISSES) {
		say_error("and other firmware: the kernel's log has the rest");
		return 1;
	}
	say_error("%s asked for firmware %s, and did not get it",
		  *miss->device ? miss->device : "a driver", miss->file);
	return 0;
}

/* ---- devices ------------------------------------------------------------------------------- */

static int say_deferred(void *context, const struct deferred *device)
{
	(void)context;
	say_error("%s waits for another device%s%s", device->device, *device->reason ? ": " : "",
		  device->reason);
	return 0;
}

/* Modules are wanted for what these are, but no driver takes them. */
static bool takes_driver(const struct coldplug_device *device)
{
	static const char *const never[] = {"cpu:", "dmi:", "input:"};

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (text_after(device->modalias, never[i]))
			return false;
	/* What ACPI only names is a device on its own bus too. */
	return !text_after(device->path, "/sys/devices/LNXSYSTM");
}

static const char *const fates[] = {
	[MODULE_WAITING] = "would serve it, and waits",
	[MODULE_LOADING] = "would serve it, and is still being loaded",
	[MODULE_LIVE] = "is in, and has not taken it",
	[MODULE_FAILED] = "would serve it, and failed",
};

static int say_driverless(void *context, const struct coldplug_device *device)
{
	struct loader *l = context;
	const struct module *m;
	const char *module;

	if (device->bound || !takes_driver(device))
		return 0;
	module = loader_serving(l, device->modalias);
	m = module ? graph_find(&l->graph, module) : NULL;
	if (module)
		say_error("%s has no driver: module %s %s", device->path, module,
			  m ? fates[m->state] : "would serve it");
	else if ((module = loader_absent(l, device->modalias)))
		say_error("%s has no driver: module %s would serve it; it is not in the image",
			  device->path, module);
	return 0;
}

void hardware_say(struct boot *b)
{
	unsigned misses = 0;

	drivers_say_releases(&b->loader);
	say_modules(&b->loader.graph);
	/* Of the rest, what can be told is told. */
	(void)firmware_each(say_miss, &misses);
	(void)deferred_each(say_deferred, NULL);
	(void)coldplug_each("/sys/devices", say_driverless, &b->loader);
}
