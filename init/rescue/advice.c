// SPDX-License-Identifier: GPL-2.0
#include "init/rescue/advice.h"

#include <limits.h>
#include <errno.h>
#include <string.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/devices/describe.h"
#include "init/devices/obstacle.h"
#include "init/rescue/hwreport.h"
#include "lib/text.h"

/* ---- the closest match ---------------------------------------------------------------------- */

/* Formats the device's identifier of the kind that `spec` uses; its name is printed anyway. */
static const char *wanted_kind(const struct rootspec *spec, const struct device *d, char *text)
{
	const struct rootkind *kind = &rootkinds[spec->kind];

	if (kind->by_order || !kind->prefix)
		return "";
	return describe_id(text, kind->prefix,
			   rootspec_identifier(spec->kind, &d->dev, &d->id, NULL));
}

/* If the device matches exactly, logs why it is not taken. */
static void log_match(struct devices *devices, const struct rootspec *spec, const struct device *d,
		      unsigned distance)
{
	char text[DESCRIBE_ID_SIZE], offset[24] = "", which[OBSTACLE_TEXT_SIZE] = "";
	const char *kind = wanted_kind(spec, d, text);

	if (spec->offset)
		text_format(offset, sizeof(offset), "/PARTNROFF=%d", (int)spec->offset);
	if (!distance && obstacle_of(devices, d))
		obstacle_text(devices, d, which);
	log_error("closest match:%s%s%s/dev/%s%s%s%s", *kind ? kind + 1 : " ", offset,
		  *kind ? " (" : "", d->dev.name, *kind ? ")" : "", *which ? ", which " : "",
		  which);
}

/* Accepts a typo in up to a third of the letters, plus one; more is another name. */
static bool log_closest_to(struct devices *devices, const struct rootspec *spec)
{
	const struct device *best = NULL;
	unsigned best_distance = UINT_MAX;

	for (const struct device *d = NULL; (d = devlist_next(devices, d));) {
		unsigned distance = rootspec_distance(spec, &d->dev, &d->id);

		if (distance < best_distance) {
			best_distance = distance;
			best = d;
		}
	}
	if (best_distance > strlen(spec->value) / 3 + 1)
		return false;
	log_match(devices, spec, best, best_distance);
	return true;
}

static bool is_there(struct devices *devices, const struct rootspec *spec)
{
	for (const struct device *d = NULL; (d = devlist_next(devices, d));)
		if (rootspec_matches(spec, &d->dev, d->state == DEVICE_KNOWN ? &d->id : NULL) &&
		    obstacle_of(devices, d) == OBSTACLE_NONE)
			return true;
	return false;
}

/* File systems without UUID and label never match such a root=. */
static void log_nameless(const struct devices *devices, const struct rootspec *spec)
{
	if (!rootkinds[spec->kind].content)
		return;
	for (const struct device *d = NULL; (d = devlist_next(devices, d));)
		if (d->state == DEVICE_KNOWN && d->id.type && text_equal(d->id.type, "squashfs"))
			log_error("squashfs has neither UUID nor label; try root=/dev/%s",
				  d->dev.name);
}

bool advice_log_closest(const struct candidates *c, struct devices *devices)
{
	bool found = false;

	for (unsigned i = 0; i <= c->now; i++) {
		const struct rootspec *spec = &c->list[i].spec;

		if (!*spec->value || is_there(devices, spec)) /* no root=, or malformed */
			continue;
		found = log_closest_to(devices, spec) || found;
		log_nameless(devices, spec);
	}
	return found;
}

/* ---- what to do ------------------------------------------------------------------------------ */

/* The only usable file system, but for that of an EFI; NULL: none, or more than one. */
static const struct device *only_root(struct devices *devices)
{
	const struct device *only = NULL;

	for (const struct device *d = NULL; (d = devlist_next(devices, d));) {
		if (!d->id.type || text_equal(d->id.type, "vfat") ||
		    obstacle_of(devices, d) != OBSTACLE_NONE)
			continue;
		if (only)
			return NULL;
		only = d;
	}
	return only;
}

static bool log_only_root(struct devices *devices)
{
	const struct device *d = only_root(devices);
	char text[DESCRIBE_ID_SIZE];

	if (!d)
		return false;
	if (*d->id.label)
		describe_id(text, "root=LABEL=", d->id.label);
	else if (*d->id.uuid)
		describe_id(text, "root=UUID=", d->id.uuid);
	else
		describe_id(text, "root=/dev/", d->dev.name);
	log_error("to do: try%s", text + 1);
	return true;
}

void advice_log(struct boot *b, const struct hwreport_advice *hardware)
{
	if (!candidate_now(&b->candidates)->root && log_only_root(&b->devices))
		return;
	if (hardware->idle && b->config.coldplug == COLDPLUG_NO)
		log_error("to do: %s is in the image, but was not loaded: gangway.coldplug=no",
			  hardware->idle);
	if (*hardware->drivers)
		log_error("to do: add the driver to the image: mkinitrd --modules %s, or --generic",
			  hardware->drivers);
}

/* Errors of a name or a program; after others, such as EIO, another init does not help. */
void advice_log_init(const struct config *c, int error)
{
	if (error != -ENOENT && error != -EACCES && error != -ENOEXEC && error != -ELOOP &&
	    error != -ENOTDIR)
		return;
	if (c->init)
		log_error("to do: give another init=, such as init=/bin/sh");
	else
		log_error("to do: check whether root= is the root of the system, or give init=");
}

/* ext2, ext3 and ext4 are mounted by one driver: only other types are certainly wrong. */
void advice_log_type(const char *types, const struct device *root)
{
	const char *rest = types, *type = root->id.type, *item;

	while (type && rest)
		if (text_item(&rest, &item) >= 3 && memcmp(item, type, 3) == 0)
			return;
	if (type && types && !root->id.container)
		log_error("to do: /dev/%s contains %s: correct rootfstype=", root->dev.name, type);
}
