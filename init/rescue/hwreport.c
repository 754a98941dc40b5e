// SPDX-License-Identifier: GPL-2.0
#include "init/rescue/hwreport.h"

#include <errno.h>
#include <string.h>

#include "drivers-load/cause.h"
#include "drivers-load/devices/coldplug.h"
#include "drivers-load/devices/deferred.h"
#include "drivers-load/devices/fwmiss.h"
#include "drivers-load/devices/storage.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { LONG_LOAD = 2 }; /* seconds */

/* ---- modules ------------------------------------------------------------------------------- */

/* A module that was not requested by name, and that matches no hardware here, is not reported. */
static void log_failed(const struct module *m)
{
	if (m->requested || m->error != -ENODEV)
		log_error("module %s: %s%s%s", m->name, module_cause(m), m->failed_dep ? ": " : "",
			  m->failed_dep ? m->failed_dep->name : "");
}

static void log_waiting(const struct module *m)
{
	const struct module *needed = graph_missing(m);

	log_error("module %s: waits for %s", m->name, needed ? needed->name : "its turn");
}

/*
 * A module is reported as loading only after a while; slow probing of a live module is no failure.
 */
static void log_module(const struct module *m)
{
	int seconds = (int)((sys_now() - m->began) / SYS_SECOND);

	if (m->state == MODULE_FAILED)
		log_failed(m);
	else if (m->state == MODULE_WAITING)
		log_waiting(m);
	else if (m->state == MODULE_LOADING && seconds >= LONG_LOAD)
		log_error("module %s: still loading after %d s", m->name, seconds);
}

static void log_modules(const struct graph *g)
{
	for (const struct module *m = g->modules; m < g->modules + g->count; m++)
		log_module(m);
}

/* ---- firmware ------------------------------------------------------------------------------ */

enum { MISSES = 16 }; /* a driver may try dozens of versions, one after another */

static int log_miss(void *context, const struct fwmiss *miss)
{
	unsigned *count = context;

	if (++*count > MISSES) {
		log_error("more firmware is missing: see the kernel log");
		return 1;
	}
	log_error("%s: firmware %s is missing", *miss->device ? miss->device : "a driver",
		  miss->file);
	return 0;
}

/* ---- devices ------------------------------------------------------------------------------- */

static int log_deferred(void *context, const struct deferred *device)
{
	(void)context;
	log_error("%s waits for another device%s%s", device->device, *device->reason ? ": " : "",
		  device->reason);
	return 0;
}

/* Other devices have modaliases too, but never bind to a driver. */
static bool takes_driver(const struct coldplug_device *device)
{
	static const char *const never[] = {"cpu:", "dmi:", "input:"};

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (text_after(device->modalias, never[i]))
			return false;
	/* ACPI's entry duplicates the device on its own bus. */
	return !text_after(device->path, "/sys/devices/LNXSYSTM");
}

enum { OTHERS = 6, MODULES_SIZE = 256 };

/*
 * Devices without a driver. Those that may provide the root have one line each, the others share
 * one.
 */
struct driverless {
	struct loader *loader;
	struct hwreport_advice *advice;
	unsigned devices; /* the others, and modules for them */
	unsigned count;
	const char *modules[OTHERS];
};

/* Omits what does not fit. */
static void append(char *modules, const char *name, const char *state)
{
	size_t len = strlen(modules);

	(void)text_format(modules + len, MODULES_SIZE - len, "%s%s%s%s%s", len ? ", " : "", name,
			  state ? " (" : "", state ? state : "", state ? ")" : "");
}

/*
 * Lists the modules in the image, then those that it lacks. Returns the first of the latter, unless
 * one in the image may still become live; *idle is set to one in the image that was not loaded.
 */
static const char *list_modules(struct loader *l, const char *modalias, char *modules,
				const char **idle)
{
	const struct index_hits *hits = loader_serving(l, modalias);
	const char *driver = NULL;
	bool others = false;

	for (unsigned i = 0; i < hits->count; i++) {
		const struct module *m = graph_find(&l->graph, hits->at[i].value);

		append(modules, hits->at[i].value, m ? module_state_text(m->state) : "not loaded");
		if (!m)
			*idle = hits->at[i].value;
		others = others || !m || m->state != MODULE_LIVE;
	}
	hits = loader_absent(l, modalias);
	for (unsigned i = 0; i < hits->count; i++) {
		append(modules, hits->at[i].value, "not in the image");
		if (!driver && !others)
			driver = hits->at[i].value;
	}
	return driver;
}

/*
 * Whether the device may provide the root. Devices of a devicetree have no class: the class of the
 * module counts.
 */
static bool leads(struct loader *l, const char *modalias)
{
	const struct index_hits *hits;

	if (!storage_alias(modalias))
		return false;
	if (!text_after(modalias, "of:"))
		return true;
	hits = loader_absent(l, modalias);
	return !hits->count || hits->at[0].priority < CATALOG_HINT_LEADS;
}

static void add_driver(char *drivers, const char *driver)
{
	const char *rest = drivers, *item;
	size_t len = strlen(drivers);

	while (rest) {
		size_t item_len = text_item(&rest, &item);

		if (text_is(item, item_len, driver))
			return;
	}
	(void)text_format(drivers + len, HWREPORT_DRIVERS_SIZE - len, "%s%s", len ? "," : "",
			  driver); /* else it is full */
}

static int log_lead(void *context, const struct coldplug_device *device)
{
	struct driverless *d = context;
	char modules[MODULES_SIZE] = "";
	const char *driver;

	if (device->bound || !leads(d->loader, device->modalias))
		return 0;
	driver = list_modules(d->loader, device->modalias, modules, &d->advice->idle);
	if (driver)
		add_driver(d->advice->drivers, driver);
	if (*modules)
		log_error("%s has no driver; modules for it: %s", device->path, modules);
	else if (text_after(device->modalias, "pci:"))
		log_error("%s has no driver; no module for it is known", device->path);
	return 0;
}

static void add_module(struct driverless *d, const char *module)
{
	for (unsigned i = 0; i < d->count; i++)
		if (text_equal(d->modules[i], module))
			return;
	if (d->count < OTHERS)
		d->modules[d->count++] = module;
}

static int count_other(void *context, const struct coldplug_device *device)
{
	struct driverless *d = context;
	const struct index_hits *hits;

	if (device->bound || !takes_driver(device) || leads(d->loader, device->modalias))
		return 0;
	hits = loader_serving(d->loader, device->modalias);
	if (!hits->count)
		hits = loader_absent(d->loader, device->modalias);
	d->devices += hits->count > 0;
	if (hits->count)
		add_module(d, hits->at[0].value);
	return 0;
}

void hwreport_log_devices(struct loader *l, struct hwreport_advice *ret_advice)
{
	struct driverless d = {.loader = l, .advice = ret_advice};
	char modules[MODULES_SIZE] = "";

	/* Errors are ignored: what can be read is reported. */
	(void)coldplug_each("/sys/devices", log_lead, &d);
	(void)coldplug_each("/sys/devices", count_other, &d);
	for (unsigned i = 0; i < d.count; i++)
		append(modules, d.modules[i], NULL);
	if (d.devices)
		log_error("other devices without a driver: %u; modules for them: %s", d.devices,
			  modules);
}

void hwreport_log_modules(struct loader *l)
{
	unsigned misses = 0;

	log_modules(&l->graph);
	(void)fwmiss_each(log_miss, &misses); /* the kernel log may be unreadable */
	(void)deferred_each(log_deferred, NULL);
}
