// SPDX-License-Identifier: GPL-2.0
/*
 * In this order: the step and its cause; what was wanted; every block device, in the notation that
 * root= accepts, and the nearest match; what is wrong with modules and devices.
 */
#include "init/verdict.h"

#include <limits.h>
#include <string.h>

#include "init/boot.h"
#include "init/containers.h"
#include "init/events.h"
#include "init/hardware.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { SIZE_TEXT = 24, NOTATION_SIZE = FS_LABEL_SIZE + 24, SETTLE_SECONDS = 5, LOOK_SECONDS = 2 };

static void say_wanted(const struct config *c)
{
	say_error("wanted: root=%s%s%s%s%s %s%s%s", c->root ? c->root : "",
		  c->rootfstype ? " rootfstype=" : "", c->rootfstype ? c->rootfstype : "",
		  c->rootflags ? " rootflags=" : "", c->rootflags ? c->rootflags : "",
		  c->writable ? "rw" : "ro", c->init ? " init=" : "", c->init ? c->init : "");
}

/* Those that were given up before, and why; the last one's cause is the step's. */
static void say_candidates(const struct candidates *c)
{
	for (unsigned i = 0; i < c->now; i++)
		say_error("  %s=%s: %s", i ? "gangway.fallback" : "root",
			  c->list[i].root ? c->list[i].root : "", c->list[i].cause);
	if (c->now)
		say_error("  gangway.fallback=%s: the last one", c->list[c->now].root);
}

/* With one digit behind the point where that says something. */
static void size_text(uint64_t bytes, char *text)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	unsigned unit = 0;
	uint64_t tenths = 0;

	for (; bytes >= 1024; unit++) {
		tenths = bytes % 1024 * 10 / 1024;
		bytes /= 1024;
	}
	if (tenths && bytes < 100)
		text_format(text, SIZE_TEXT, "%u.%u %s", (unsigned)bytes, (unsigned)tenths,
			    units[unit]);
	else
		text_format(text, SIZE_TEXT, "%u %s", (unsigned)bytes, units[unit]);
}

static const char *type_text(const struct device *d)
{
	if (d->state == DEVICE_QUEUED)
		return "not looked at yet";
	if (d->state == DEVICE_LOOKING)
		return "does not answer";
	if (d->state == DEVICE_FAILED)
		return error_text(d->error);
	if (!d->dev.size)
		return "empty";
	return d->id.type ? d->id.type : "nothing known on it";
}

/* One identifier as root= takes it; quoted where it has blanks. Empty where there is none. */
static const char *notation(char *text, const char *form, const char *value)
{
	const char *quote = strpbrk(value, " \t") ? "\"" : "";

	text[0] = '\0';
	if (*value)
		text_format(text, NOTATION_SIZE, "  %s%s%s%s", quote, form, value, quote);
	return text;
}

void verdict_say_device(const struct device *d)
{
	char size[SIZE_TEXT], path[BLOCKDEV_NAME_SIZE + 8];
	char text[5][NOTATION_SIZE];

	if (blockdev_path(&d->dev, path, sizeof(path)) < 0)
		return; /* the buffer holds the longest name */
	size_text(d->dev.size, size);
	say_error("  %s  %s  %s%s%s%s%s%s%s", path, size, type_text(d),
		  d->id.container ? " (a container)" : "", notation(text[0], "LABEL=", d->id.label),
		  notation(text[1], "UUID=", d->id.uuid),
		  notation(text[2], "PARTLABEL=", d->dev.partlabel),
		  notation(text[3], "PARTUUID=", d->dev.partuuid),
		  notation(text[4], "/dev/mapper/", d->dev.mapper));
}

/* The device's identifier of the kind that is wanted. */
static const char *wanted_kind(const struct rootspec *spec, const struct device *d, char *text)
{
	switch (spec->kind) {
	case ROOT_UUID:
		return notation(text, "UUID=", d->id.uuid);
	case ROOT_LABEL:
		return notation(text, "LABEL=", d->id.label);
	case ROOT_PARTUUID:
		return notation(text, "PARTUUID=", d->dev.partuuid);
	case ROOT_PARTLABEL:
		return notation(text, "PARTLABEL=", d->dev.partlabel);
	case ROOT_MAPPER:
		return notation(text, "/dev/mapper/", d->dev.mapper);
	case ROOT_NAME:
	case ROOT_NUMBER:
	case ROOT_GPT_AUTO:
		break; /* the device's name says it already */
	}
	return "";
}

/* Why it is not taken although its name is the one. */
static const char *why_not(const struct device *d)
{
	if (d->id.container)
		return ", a container: what is in it has a name of its own";
	if (!probe_is_mountable(&d->id))
		return ", which cannot be mounted";
	return d->dev.size ? "" : ", which is empty";
}

static void say_near(const struct rootspec *spec, const struct device *d, unsigned distance)
{
	char text[NOTATION_SIZE], offset[24] = "";
	const char *kind = wanted_kind(spec, d, text);

	if (spec->offset)
		text_format(offset, sizeof(offset), "/PARTNROFF=%d", (int)spec->offset);
	say_error("nearest:%s%s%s/dev/%s%s%s", *kind ? kind + 1 : " ", offset, *kind ? " (" : "",
		  d->dev.name, *kind ? ")" : "", distance ? "" : why_not(d));
}

/* A slip of a third of the name's letters is near; more is another name. */
static void say_nearest_to(const struct devices *devices, const struct rootspec *spec)
{
	const struct device *best = NULL;
	unsigned best_distance = UINT_MAX;

	for (const struct device *d = devices->list; d < devices->list + devices->count; d++) {
		unsigned distance = d->state == DEVICE_GONE
					    ? UINT_MAX
					    : rootspec_distance(spec, &d->dev, &d->id);

		if (distance < best_distance) {
			best_distance = distance;
			best = d;
		}
	}
	if (best_distance <= strlen(spec->value) / 3 + 1)
		say_near(spec, best, best_distance);
}

static bool is_there(const struct devices *devices, const struct rootspec *spec)
{
	for (const struct device *d = devices->list; d < devices->list + devices->count; d++)
		if (d->state != DEVICE_GONE && d->dev.size &&
		    rootspec_matches(spec, &d->dev, d->state == DEVICE_KNOWN ? &d->id : NULL))
			return true;
	return false;
}

/* What has no such name at all, and so is never near. */
static void say_nameless(const struct devices *devices, const struct rootspec *spec)
{
	if (spec->kind != ROOT_UUID && spec->kind != ROOT_LABEL)
		return;
	for (const struct device *d = devices->list; d < devices->list + devices->count; d++)
		if (d->state == DEVICE_KNOWN && d->id.type && text_equal(d->id.type, "squashfs"))
			say_error("squashfs has neither UUID nor label; by its name: root=/dev/%s",
				  d->dev.name);
}

static void say_nearest(const struct boot *b)
{
	const struct candidates *c = &b->candidates;
	struct rootspec spec;

	for (unsigned i = 0; i <= c->now; i++) {
		if (!c->list[i].root || rootspec_parse(c->list[i].root, &spec) ||
		    is_there(&b->devices, &spec))
			continue;
		say_nearest_to(&b->devices, &spec);
		say_nameless(&b->devices, &spec);
	}
}

/*
 * A step that fails at once leaves the disks no time to appear, and the list is of use only with
 * them: without a root they get some seconds from the start of the drivers. The kernel announces a
 * disk when it has read its partitions; one that never answers is only seen in /sys. Looks that are
 * still under way are waited for, for a moment.
 */
static void gather_devices(struct boot *b)
{
	int64_t settle = b->drivers_began + SETTLE_SECONDS * SYS_SECOND;
	int64_t looks;

	if (!b->root && b->config.coldplug != COLDPLUG_NO)
		events_coldplug(b);
	while (!b->root && !events_wait(b, settle, false))
		;
	(void)devices_scan(&b->devices); /* else the list has those that were announced */
	looks = sys_now() + LOOK_SECONDS * SYS_SECOND;
	while (devices_looking(&b->devices))
		if (events_wait(b, looks, false))
			return;
}

static void say_containers(const struct devices *devices)
{
	for (const struct device *d = devices->list; d < devices->list + devices->count; d++)
		if (d->state != DEVICE_GONE)
			containers_say(d);
}

static void say_devices(struct boot *b)
{
	const struct devices *devices = &b->devices;
	unsigned shown = 0;

	gather_devices(b);
	say_error("block devices:");
	for (unsigned i = 0; i < devices->count; i++) {
		if (devices->list[i].state == DEVICE_GONE)
			continue;
		verdict_say_device(&devices->list[i]);
		shown++;
	}
	if (!shown)
		say_error("  none: is the driver of the disk's controller among the modules?");
	if (devices->full)
		say_error("  more than %d: the rest was not looked at", DEVICES);
	say_containers(devices);
	say_nearest(b);
}

void verdict_say(struct boot *b, const char *step)
{
	say_error("step %s failed: %s", step, b->cause);
	if (b->uevents < 0)
		return; /* nothing has been looked for yet */
	if (!b->config.stay) {
		say_wanted(&b->config);
		say_candidates(&b->candidates);
		say_devices(b);
	}
	hardware_say(b);
}
