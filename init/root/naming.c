// SPDX-License-Identifier: GPL-2.0
#include "init/root/naming.h"

#include <errno.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/devices/describe.h"
#include "init/devices/gptauto.h"
#include "init/devices/obstacle.h"
#include "init/root/containers.h"
#include "init/root/efivar.h"
#include "lib/error.h"
#include "lib/fstab.h"
#include "lib/sys.h"
#include "lib/text.h"

static const struct rootspec *spec_of(const struct boot *b)
{
	return &candidate_now(&b->candidates)->spec;
}

bool naming_fits(const struct rootspec *spec, const struct device *d)
{
	const struct fs_id *id = d->state == DEVICE_KNOWN ? &d->id : NULL;

	return d->state != DEVICE_GONE && rootspec_matches(spec, &d->dev, id);
}

enum answer { TAKE, WAIT, REFUSE };

/* The container that the device is, or lies on; NULL: none. */
static const struct device *container_under(const struct devices *devices, const struct device *d)
{
	const struct device *disk = d->dev.partition ? devlist_find(devices, d->dev.disk) : NULL;

	return d->id.container ? d : disk && disk->id.container ? disk : NULL;
}

/*
 * /dev/NAME together with rootfstype= overrides a signature, which may be a stale one, but not if
 * the device is in use, for example as a member of a running array. The helper of the container is
 * run first.
 */
static enum answer insisted_on(struct boot *b, const struct device *d)
{
	const struct device *container = container_under(&b->devices, d);

	if (!candidate_now(&b->candidates)->types || obstacle_is_held(d))
		return REFUSE;
	return !container || containers_done(&b->helpers, container) ? TAKE : WAIT;
}

/* Devices that are missing are awaited until the time is over, also if one disappears after the root was found. */
static bool is_degraded(const struct boot *b)
{
	return b->candidates.deadline >= 0 && sys_now() >= b->candidates.deadline &&
	       fstab_option(candidate_now(&b->candidates)->options, "degraded");
}

/* What to do with a device that matches root=; `last`: the wait is over. */
static enum answer answer_to(struct boot *b, const struct device *d, bool last)
{
	enum obstacle obstacle = obstacle_of(&b->devices, d);

	if (obstacle == OBSTACLE_NONE)
		return TAKE;
	if (last && (obstacle == OBSTACLE_INCOMPLETE || obstacle == OBSTACLE_COPIED))
		return obstacle == OBSTACLE_INCOMPLETE && is_degraded(b) ? TAKE : REFUSE;
	if (obstacle == OBSTACLE_CONTAINER || obstacle == OBSTACLE_CONTENT)
		return rootkinds[spec_of(b)->kind].own_name ? insisted_on(b, d) : REFUSE;
	if (obstacle < OBSTACLE_CONTAINER || !rootkinds[spec_of(b)->kind].own_name)
		return WAIT; /* for it, or for another device of that name */
	return obstacle == OBSTACLE_SNAPSHOT ? TAKE : insisted_on(b, d);
}

/* The device that root= means: the one it names, or another relative to it (PARTNROFF=). */
static struct device *led_to(const struct devices *devices, const struct rootspec *spec,
			     const struct device *found)
{
	for (struct device *d = NULL; (d = devlist_next(devices, d));)
		if (rootspec_leads_to(spec, &found->dev, &d->dev))
			return d;
	return NULL;
}

/*
 * The first device that may be mounted. A refused device is reported only if no other match may
 * still become usable.
 */
static struct device *find_by_name(struct boot *b, bool last)
{
	struct device *refused = NULL;
	bool wait = false;

	b->refused = NULL;
	for (struct device *d = NULL; (d = devlist_next(&b->devices, d));) {
		struct device *root =
			naming_fits(spec_of(b), d) ? led_to(&b->devices, spec_of(b), d) : NULL;
		enum answer answer = root ? answer_to(b, root, last) : REFUSE;

		if (answer == TAKE)
			return root;
		wait = wait || answer == WAIT;
		refused = refused ? refused : root;
	}
	b->refused = wait ? NULL : refused;
	return NULL;
}

/* No more disks are expected. */
static bool all_came(struct boot *b)
{
	return (b->coldplug || b->config.coldplug == COLDPLUG_NO) &&
	       events_settled(&b->loader, &b->devices);
}

/*
 * Whether a partition is the only one is known when all disks have appeared, or when the time is
 * up.
 */
static struct device *find_by_type(struct boot *b, bool last)
{
	struct gptauto *g = &b->gptauto;

	g->last = last;
	gptauto_search(g, &b->devices);
	if (!g->root)
		return NULL;
	return *g->loader || all_came(b) || last ? g->root : NULL;
}

static void log_by_type(const struct gptauto *g, const struct device *root, bool complete)
{
	char text[GPTAUTO_TEXT_SIZE];

	gptauto_text(g, text);
	if (g->count > 1 && !g->slots)
		log_error("root=gpt-auto: %s; the first is used", text);
	else if (!*g->loader && !complete)
		log_error("root=gpt-auto: %s is the only one on the disks that respond",
			  root->dev.name);
}

/* Reads the boot loader's partition, if it has reported one. */
static void read_loader(struct boot *b)
{
	static const char name[] = "LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
	char *loader = b->gptauto.loader;
	int err = efivar_read(b, name, loader, sizeof(b->gptauto.loader));

	if (err)
		*loader = '\0';
	if (err && err != -ENOENT)
		log_error("root=gpt-auto: LoaderDevicePartUUID: %s", error_text(err));
}

void naming_begin(struct boot *b)
{
	b->refused = NULL;
	b->gptauto.slots = false;
	if (spec_of(b)->kind != ROOT_GPT_AUTO)
		return;
	b->gptauto.slots = b->config.slots == CHOICE_YES && !b->linuxrc; /* which counts nothing */
	read_loader(b);
}

struct device *naming_find(struct boot *b, bool last)
{
	return spec_of(b)->kind == ROOT_GPT_AUTO ? find_by_type(b, last) : find_by_name(b, last);
}

bool naming_holds(struct boot *b)
{
	const struct device *root = b->root;

	return root->state != DEVICE_GONE && root->seq == b->root_seq &&
	       root->dev.major == b->root_major && root->dev.minor == b->root_minor &&
	       ((naming_fits(spec_of(b), root) && answer_to(b, root, true) == TAKE) ||
		naming_find(b, true) == root);
}

void naming_log_type(struct boot *b)
{
	if (spec_of(b)->kind == ROOT_GPT_AUTO)
		log_by_type(&b->gptauto, b->root, all_came(b));
}

/* On a hybrid image, the whole disk shows the content of its partition too. */
static bool is_disk_of(const struct device *disk, const struct device *partition)
{
	return partition->dev.partition && text_equal(partition->dev.disk, disk->dev.name);
}

/* Another device that matches root=; the devices of one file system share its identifiers. */
static bool is_other(struct boot *b, const struct device *d)
{
	return d != b->root && naming_fits(spec_of(b), d) && !d->id.members &&
	       !is_disk_of(d, b->root) && !is_disk_of(b->root, d) &&
	       obstacle_of(&b->devices, d) == OBSTACLE_NONE;
}

void naming_log_others(struct boot *b)
{
	unsigned others = 0;

	if (!b->root || spec_of(b)->offset)
		return;
	for (const struct device *d = NULL; (d = devlist_next(&b->devices, d));)
		others += is_other(b, d);
	if (!others)
		return;
	log_error("root=%s is the name of other devices too; it is the first of these:",
		  candidate_now(&b->candidates)->root);
	describe_log(b->root);
	for (const struct device *d = NULL; (d = devlist_next(&b->devices, d));)
		if (is_other(b, d))
			describe_log(d);
}

int naming_fail(struct boot *b, int err, int64_t began)
{
	char text[GPTAUTO_TEXT_SIZE], which[OBSTACLE_TEXT_SIZE];

	if (b->refused) {
		obstacle_text(&b->devices, b->refused, which);
		return boot_fail(b, err, "root=%s is /dev/%s, which %s",
				 candidate_now(&b->candidates)->root, b->refused->dev.name, which);
	}
	if (spec_of(b)->kind != ROOT_GPT_AUTO)
		return boot_fail(
			b, err, "root=%s did not appear within %d s",
			candidate_now(&b->candidates)->root,
			(int)((b->candidates.deadline - began + SYS_SECOND / 2) / SYS_SECOND));
	gptauto_text(&b->gptauto, text);
	return boot_fail(b, err, "root=gpt-auto: %s", text);
}
