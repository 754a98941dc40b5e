// SPDX-License-Identifier: GPL-2.0
/* The failure report on modules and devices, of a machine that is a table. */
#include "init/rescue/hwreport.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "drivers-load/catalog/catalog.h"
#include "drivers-load/devices/coldplug.h"
#include "drivers-load/devices/deferred.h"
#include "drivers-load/devices/fwmiss.h"
#include "drivers-load/loader.h"
#include "host-tests/tap.h"
#include "init/base/log.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { LINES = 64, COUNT_MAX = 12 };

static struct loader loader;
static struct hwreport_advice advice;
static char lines[LINES][320];
static unsigned line_count, misses;
static bool with_deferred;

/* modalias, and the modules of the image, or missing in it, that match it. */
static struct row {
	const char *path, *modalias;
	bool bound;
	const char *image[3], *absent[3];
	uint32_t priority; /* of the hints */
} rows[COUNT_MAX];
static unsigned row_count;

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(lines[line_count++ % LINES], sizeof(lines[0]), format, args);
	va_end(args);
}

int64_t sys_now(void)
{
	return 10 * SYS_SECOND;
}

int coldplug_each(const char *devices, coldplug_fn *each, void *context)
{
	int err = 0;

	for (unsigned i = 0; !err && i < row_count; i++) {
		const struct coldplug_device device = {rows[i].path, rows[i].modalias,
						       rows[i].bound};

		err = text_equal(devices, "/sys/devices") ? each(context, &device) : -ENOENT;
	}
	return err;
}

int fwmiss_each(fwmiss_fn *each, void *context)
{
	const struct fwmiss miss = {"nic 0000:00:03.0", "nic.bin"}, other = {"", "x.bin"};
	int err = 0;

	for (unsigned i = 0; !err && i < misses; i++)
		err = each(context, i ? &miss : &other);
	return err;
}

int deferred_each(deferred_fn *each, void *context)
{
	const struct deferred panel = {"panel", "supplier power not ready"}, fan = {"fan", ""};

	if (!with_deferred || each(context, &panel))
		return 0;
	return each(context, &fan);
}

static const struct index_hits *hits_of(const char *modalias, bool absent)
{
	static struct index_hits hits;

	hits.count = 0;
	for (unsigned i = 0; i < row_count; i++) {
		const char *const *names = absent ? rows[i].absent : rows[i].image;

		for (unsigned n = 0; text_equal(rows[i].modalias, modalias) && names[n]; n++) {
			hits.at[hits.count].priority = rows[i].priority;
			hits.at[hits.count++].value = names[n];
		}
	}
	return &hits;
}

const struct index_hits *loader_serving(struct loader *l, const char *modalias)
{
	(void)l;
	return hits_of(modalias, false);
}

const struct index_hits *loader_absent(struct loader *l, const char *modalias)
{
	(void)l;
	return hits_of(modalias, true);
}

static void begin(void)
{
	memset(&loader.graph, 0, sizeof(loader.graph));
	memset(&advice, 0, sizeof(advice));
	memset(rows, 0, sizeof(rows));
	row_count = misses = 0;
	with_deferred = false;
}

static struct module *add(const char *name, enum module_state state)
{
	struct module *m = NULL;

	(void)graph_add(&loader.graph, name, &m);
	m->state = state;
	m->path = "kernel/x.ko";
	return m;
}

static struct row *plug(const char *path, const char *modalias)
{
	struct row *row = &rows[row_count++];

	row->path = path;
	row->modalias = modalias;
	return row;
}

static void report(void)
{
	line_count = 0;
	hwreport_log_modules(&loader);
	hwreport_log_devices(&loader, &advice);
}

/* Whether exactly one line is this. */
static bool says(const char *line)
{
	unsigned count = 0;

	for (unsigned i = 0; i < line_count; i++)
		count += text_equal(lines[i], line);
	return count == 1;
}

#define DISK "pci:v00001000d00000012sv00000000sd00000000bc01sc00i00"
#define NIC  "pci:v00008086d0000100Esv00000000sd00000000bc02sc00i00"

static void modules(void)
{
	struct module *m, *needed;

	begin();
	report();
	tap_num(line_count, 0, "nothing is reported of nothing");
	needed = add("slow", MODULE_LOADING);
	needed->began = 7 * SYS_SECOND;
	add("fresh", MODULE_LOADING)->began = 9 * SYS_SECOND;
	add("fine", MODULE_LIVE);
	(void)graph_depend(&loader.graph, add("behind", MODULE_WAITING), needed, false);
	add("idle", MODULE_WAITING);
	m = add("broken", MODULE_FAILED);
	m->requested = true;
	m->error = -ENODEV;
	add("other", MODULE_FAILED)->error = -ENODEV;
	add("old", MODULE_FAILED)->error = -ENOEXEC;
	m = add("above", MODULE_FAILED);
	m->error = -ENOENT;
	m->failed_dep = needed;
	report();
	tap_ok(says("module slow: still loading after 3 s"), "a load that takes long");
	tap_ok(says("module behind: waits for slow"), "a module that waits for another");
	tap_ok(says("module idle: waits for its turn"), "a module that waits for no other");
	tap_ok(says("module broken: no device found"), "a requested module without a device");
	tap_ok(says("module old: built for another kernel, or damaged"), "another failure");
	tap_ok(says("module above: unknown symbol: built for another kernel?: slow"),
	       "the dependency that failed");
	tap_num(line_count, 6, "and nothing else");
}

static void firmware(void)
{
	begin();
	misses = 16;
	with_deferred = true;
	report();
	tap_str(lines[0], "a driver: firmware x.bin is missing", "missing firmware");
	tap_str(lines[1], "nic 0000:00:03.0: firmware nic.bin is missing", "of a known driver");
	tap_num(line_count, 16 + 2, "sixteen files are reported");
	tap_str(lines[16], "panel waits for another device: supplier power not ready",
		"a deferred device");
	tap_str(lines[17], "fan waits for another device", "and one without a reason");
	with_deferred = false;
	misses = 99;
	report();
	tap_ok(line_count == 17 && says("more firmware is missing: see the kernel log"),
	       "more files are reported as such");
}

/* Devices that may provide the root. */
static void storage(void)
{
	struct row *row;

	begin();
	plug("/sys/devices/a", DISK)->bound = true;
	report();
	tap_num(line_count, 0, "a device with a driver");
	begin();
	plug("/sys/devices/a", DISK);
	plug("/sys/devices/b", "usb:v1d1dc00dsc00dp00ic08isc06ip50in00");
	report();
	tap_ok(says("/sys/devices/a has no driver; no module for it is known") && line_count == 1,
	       "a PCI device that no module serves");
	tap_ok(!*advice.drivers && !advice.idle, "there is no advice");
	begin();
	row = plug("/sys/devices/a", DISK);
	row->image[0] = "sym53c8xx";
	row->absent[0] = "lsi";
	row->absent[1] = "lsi2";
	report();
	tap_ok(says("/sys/devices/a has no driver; modules for it: sym53c8xx (not loaded), lsi "
		    "(not in the image), lsi2 (not in the image)"),
	       "its modules are listed");
	tap_str(advice.idle, "sym53c8xx", "one of the image may help");
	tap_str(advice.drivers, "", "so none is to be added");
	add("sym53c8xx", MODULE_LIVE);
	plug("/sys/devices/b", "usb:v1d1dc00dsc00dp00ic08isc06ip50in00")->absent[0] = "uas";
	plug("/sys/devices/c", DISK "c")->absent[0] = "lsi";
	advice.idle = NULL;
	report();
	tap_str(lines[0],
		"/sys/devices/a has no driver; modules for it: sym53c8xx (live), lsi (not in the "
		"image), lsi2 (not in the image)",
		"a live module did not help");
	tap_str(advice.drivers, "lsi,uas", "those that the image lacks may, each once");
	tap_ok(!advice.idle, "no other is to be loaded");
	add("sym53c8xx", MODULE_FAILED);
	advice.drivers[0] = '\0';
	row_count = 1;
	report();
	tap_str(advice.drivers, "", "a module of the image that failed may still help");
	tap_ok(strstr(lines[1], "sym53c8xx (failed), lsi"), "its state is reported");
}

/* A devicetree has no classes: the rank of the hint decides. */
static void devicetree(void)
{
	begin();
	plug("/sys/devices/mmc", "of:Nmmc")->absent[0] = "sdhci";
	report();
	tap_str(lines[0],
		"/sys/devices/mmc has no driver; modules for it: sdhci (not in the image)",
		"a device of a devicetree");
	rows[0].priority = CATALOG_HINT_LEADS;
	report();
	tap_str(lines[0], "other devices without a driver: 1; modules for them: sdhci",
		"a device that the root does not need");
}

static void others(void)
{
	static const char *const modules[] = {"a", "b", "c", "d", "e", "f", "g"};
	static char aliases[7][64];

	begin();
	plug("/sys/devices/cpu", "cpu:type:x86")->image[0] = "kvm";
	plug("/sys/devices/dmi", "dmi:bvnX")->image[0] = "wmi";
	plug("/sys/devices/input", "input:b0003")->image[0] = "evdev";
	plug("/sys/devices/LNXSYSTM:00/x", "acpi:PNP0303:")->image[0] = "i8042";
	plug("/sys/devices/nic", NIC)->bound = true;
	plug("/sys/devices/none", "pnp:dPNP0000");
	report();
	tap_num(line_count, 0, "devices that never have a driver, or no module, are not counted");
	begin();
	for (unsigned i = 0; i < 7; i++) {
		text_format(aliases[i], sizeof(aliases[i]), NIC "%u", i);
		plug("/sys/devices/nic", aliases[i])->image[0] = modules[i];
	}
	plug("/sys/devices/nic", NIC)->absent[0] = "a";
	report();
	tap_str(lines[0], "other devices without a driver: 8; modules for them: a, b, c, d, e, f",
		"others are counted, and their first modules are listed, each once");
}

int main(void)
{
	modules();
	firmware();
	storage();
	devicetree();
	others();
	return tap_done();
}
