// SPDX-License-Identifier: GPL-2.0
#include "init/devices/describe.h"

#include <string.h>

#include "fs/slot.h"
#include "init/base/log.h"
#include "init/devices/devices.h"
#include "init/devices/gptauto.h"
#include "lib/error.h"
#include "lib/text.h"

enum { SIZE_TEXT = 24 };

/* With one decimal if it is significant. */
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
		return "not probed yet";
	if (d->state == DEVICE_PROBING)
		return "not responding";
	if (d->state == DEVICE_FAILED)
		return error_text(d->error);
	if (!d->dev.size)
		return "empty";
	return d->id.type ? d->id.type : "no known content";
}

const char *describe_id(char *text, const char *form, const char *value)
{
	const char *quote = strpbrk(value, " \t") ? "\"" : "";

	text[0] = '\0';
	if (*value)
		text_format(text, DESCRIBE_ID_SIZE, "  %s%s%s%s", quote, form, value, quote);
	return text;
}

/* Attributes of a slot, as cgpt(1) prints them. */
static const char *slot_text(char *text, const struct blockdev *dev)
{
	unsigned slot = slot_of(dev->partflags);

	text[0] = '\0';
	if (gptauto_is_root(dev))
		text_format(text, DESCRIBE_ID_SIZE, "  priority=%u tries=%u successful=%u",
			    slot_priority(slot), slot_tries(slot), slot_is_good(slot));
	return text;
}

void describe_log(const struct device *d)
{
	char size[SIZE_TEXT], path[BLOCKDEV_NAME_SIZE + 8];
	char text[6][DESCRIBE_ID_SIZE];

	if (blockdev_path(&d->dev, path, sizeof(path)) < 0)
		return; /* the buffer holds the longest name */
	size_text(d->dev.size, size);
	log_error("  %s  %s  %s%s%s%s%s%s%s%s", path, size, type_text(d),
		  d->id.container ? " (a container)" : "",
		  describe_id(text[0], "LABEL=", d->id.label),
		  describe_id(text[1], "UUID=", d->id.uuid),
		  describe_id(text[2], "PARTLABEL=", d->dev.partlabel),
		  describe_id(text[3], "PARTUUID=", d->dev.partuuid),
		  describe_id(text[4], "/dev/mapper/", d->dev.mapper), slot_text(text[5], &d->dev));
}
