// SPDX-License-Identifier: GPL-2.0
#include "init/naming.h"

#include <errno.h>

#include "init/boot.h"
#include "init/describe.h"
#include "init/efivar.h"
#include "init/events.h"
#include "init/gptauto.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/text.h"

/* And is there to be mounted: an array or a card reader may be empty as yet. */
static bool has_answered(const struct device *d)
{
	return (d->state == DEVICE_KNOWN || d->state == DEVICE_FAILED) && d->dev.size;
}

bool naming_fits(const struct boot *b, const struct device *d)
{
	const struct fs_id *id = d->state == DEVICE_KNOWN ? &d->id : NULL;

	return has_answered(d) && rootspec_matches(&b->spec, &d->dev, id);
}

/* What root= names is a device, or leads from it to another. */
static struct device *led_to(struct boot *b, const struct device *found)
{
	for (struct device *d = b->devices.list; d < b->devices.list + b->devices.count; d++)
		if (has_answered(d) && rootspec_leads_to(&b->spec, &found->dev, &d->dev))
			return d;
	return NULL;
}

static struct device *find_by_name(struct boot *b)
{
	struct device *root = NULL;

	for (struct device *d = b->devices.list; d < b->devices.list + b->devices.count; d++)
		if (!root && naming_fits(b, d))
			root = led_to(b, d);
	return root;
}

/* No disk is to come any more, as far as can be told. */
static bool all_came(struct boot *b)
{
	return (b->coldplug || b->config.coldplug == COLDPLUG_NO) && events_settled(b);
}

/* That a partition is the only one can be told when all have come, or when the time is up. */
static struct device *find_by_type(struct boot *b, bool last)
{
	struct gptauto *g = &b->gptauto;

	gptauto_search(g, &b->devices);
	if (!g->root || !has_answered(g->root))
		return NULL;
	return *g->loader || all_came(b) || last ? g->root : NULL;
}

static void say_by_type(struct boot *b)
{
	char text[GPTAUTO_TEXT_SIZE];

	gptauto_text(&b->gptauto, text);
	if (b->gptauto.count > 1)
		say_error("root=gpt-auto: %s; the first is taken", text);
	else if (!*b->gptauto.loader && !all_came(b))
		say_error("root=gpt-auto: not every disk has answered; of those that have, %s is "
			  "the only one",
			  b->root->dev.name);
}

/* Which partition the boot loader was on, where it has told. */
static void read_loader(struct boot *b)
{
	static const char name[] = "LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
	char *loader = b->gptauto.loader;
	int err = efivar_read(b, name, loader, sizeof(b->gptauto.loader));

	if (err)
		*loader = '\0';
	if (err && err != -ENOENT)
		say_error("root=gpt-auto: LoaderDevicePartUUID: %s", error_text(err));
}

int naming_begin(struct boot *b, const char *root)
{
	int err = rootspec_parse(root, &b->spec);

	if (!err && b->spec.kind == ROOT_GPT_AUTO)
		read_loader(b);
	return err;
}

struct device *naming_find(struct boot *b, bool last)
{
	return b->spec.kind == ROOT_GPT_AUTO ? find_by_type(b, last) : find_by_name(b);
}

void naming_say_type(struct boot *b)
{
	if (b->spec.kind == ROOT_GPT_AUTO)
		say_by_type(b);
}

/* A hybrid image shows what is on its partition at the front of the disk too. */
static bool is_disk_of(const struct device *disk, const struct device *partition)
{
	return partition->dev.partition && text_equal(partition->dev.disk, disk->dev.name);
}

/* One more with the root's name; the devices of one file system have theirs in common. */
static bool is_other(const struct boot *b, const struct device *d)
{
	return d != b->root && naming_fits(b, d) && !d->id.shared && !is_disk_of(d, b->root) &&
	       !is_disk_of(b->root, d);
}

void naming_say_others(struct boot *b)
{
	const struct device *list = b->devices.list, *end = list + b->devices.count;
	unsigned others = 0;

	for (const struct device *d = list; b->root && !b->spec.offset && d < end; d++)
		others += is_other(b, d);
	if (!others)
		return;
	say_error("root=%s is the name of other devices too; it is the first of these:",
		  candidate_now(b)->root);
	describe_say(b->root);
	for (const struct device *d = list; d < end; d++)
		if (is_other(b, d))
			describe_say(d);
}

int naming_fail(struct boot *b, int err, int64_t began)
{
	char text[GPTAUTO_TEXT_SIZE];

	if (b->spec.kind != ROOT_GPT_AUTO)
		return boot_fail(b, err, "root=%s did not appear within %d s",
				 candidate_now(b)->root, (int)((b->deadline - began) / SYS_SECOND));
	gptauto_text(&b->gptauto, text);
	return boot_fail(b, err, "root=gpt-auto: %s", text);
}
