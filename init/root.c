// SPDX-License-Identifier: GPL-2.0
/*
 * The wait for the root: by events, with one deadline. A device is looked at when it appears, once,
 * and every report is held against root=.
 */
#include <errno.h>
#include <string.h>

#include "init/boot.h"
#include "init/efivar.h"
#include "init/events.h"
#include "init/newroot.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/sys.h"

/* How long nothing is said while the root has not come; then each time twice as long. */
enum { FIRST_WORD = 3 };

/* Seconds before devices are looked up that no listed module serves. */
enum { COLDPLUG_GRACE = 1 };

/* Seconds for looks that have begun when the time is up. */
enum { LAST_LOOKS = 2 };

/* And is there to be mounted: an array or a card reader may be empty as yet. */
static bool has_answered(const struct device *d)
{
	return (d->state == DEVICE_KNOWN || d->state == DEVICE_FAILED) && d->dev.size;
}

/* What root= names is a device, or leads from it to another. */
static struct device *led_to(struct boot *b, const struct device *found)
{
	for (struct device *d = b->devices.list; d < b->devices.list + b->devices.count; d++)
		if (has_answered(d) && rootspec_leads_to(&b->spec, &found->dev, &d->dev))
			return d;
	return NULL;
}

/* The time is up; but a device that came in time is still waited for, for a moment. */
static bool is_over(const struct boot *b, int64_t now)
{
	if (b->deadline < 0 || now < b->deadline)
		return false;
	return !devices_looking(&b->devices) || now >= b->deadline + LAST_LOOKS * SYS_SECOND;
}

/* No disk is to come any more, as far as can be told. */
static bool all_came(struct boot *b)
{
	return (b->coldplug || b->config.coldplug == COLDPLUG_NO) && events_settled(b);
}

/* That a partition is the only one can be told when all have come, or when the time is up. */
static struct device *find_gpt_auto(struct boot *b)
{
	struct gptauto *g = &b->gptauto;

	gptauto_search(g, &b->devices);
	if (!g->root || !has_answered(g->root))
		return NULL;
	return *g->loader || all_came(b) || is_over(b, sys_now()) ? g->root : NULL;
}

static void say_gpt_auto(struct boot *b)
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

static struct device *find_root(struct boot *b)
{
	struct device *root = NULL;

	if (b->spec.kind == ROOT_GPT_AUTO)
		return find_gpt_auto(b);

	for (struct device *d = b->devices.list; d < b->devices.list + b->devices.count; d++) {
		const struct fs_id *id = d->state == DEVICE_KNOWN ? &d->id : NULL;

		if (!root && has_answered(d) && rootspec_matches(&b->spec, &d->dev, id))
			root = led_to(b, d);
	}
	return root;
}

static unsigned count_devices(const struct devices *d)
{
	unsigned count = 0;

	for (unsigned i = 0; i < d->count; i++)
		count += d->list[i].state != DEVICE_GONE;
	return count;
}

static void say_waiting(struct boot *b)
{
	say("waiting for root=%s; block devices so far: %u%s%s", b->config.root,
	    count_devices(&b->devices),
	    loader_pending(&b->loader) || loader_children(&b->loader) ? ", drivers still at work"
								      : "",
	    devices_looking(&b->devices) ? ", a device that has not answered yet" : "");
}

/* When automatic coldplug may begin: modules that were listed get a moment to bring the root. */
static int64_t coldplug_time(const struct boot *b)
{
	return b->drivers_began + (b->config.module_lists ? COLDPLUG_GRACE * SYS_SECOND : 0);
}

/* When all that was asked for is there, or the wait grows long: what hangs is not waited for. */
static bool wants_coldplug(struct boot *b, int64_t now, bool long_wait)
{
	return b->config.coldplug == COLDPLUG_AUTO && !b->root && now >= coldplug_time(b) &&
	       (long_wait || events_settled(b));
}

/* When to look again although nothing has happened; `word` is when something is to be said. */
static int64_t next_look(const struct boot *b, int64_t now, int64_t earliest, int64_t word)
{
	int64_t next = now < earliest ? earliest : word;

	if (now < coldplug_time(b) && coldplug_time(b) < next)
		next = coldplug_time(b);
	if (b->deadline >= 0 && now >= b->deadline)
		next = b->deadline + LAST_LOOKS * SYS_SECOND;
	else if (b->deadline >= 0 && b->deadline < next)
		next = b->deadline;
	return next;
}

static int wait_for_root(struct boot *b, int64_t earliest)
{
	int64_t pause = FIRST_WORD * SYS_SECOND, word = b->root_began + pause;

	for (;;) {
		int64_t now = sys_now();
		bool long_wait = now >= word;

		b->root = find_root(b);
		if (b->root && now >= earliest)
			return 0;
		if (is_over(b, now))
			return -ETIMEDOUT;
		if (wants_coldplug(b, now, long_wait))
			events_coldplug(b);
		if (long_wait) {
			if (!b->root)
				say_waiting(b);
			pause *= 2;
			word = now + pause;
		}
		(void)events_wait(b, next_look(b, now, earliest, word), false);
	}
}

static int fail_to_come(struct boot *b, int err)
{
	char text[GPTAUTO_TEXT_SIZE];

	if (b->spec.kind != ROOT_GPT_AUTO)
		return boot_fail(b, err, "root=%s did not come within %d s", b->config.root,
				 (int)(b->config.timeout / SYS_SECOND));
	gptauto_text(&b->gptauto, text);
	return boot_fail(b, err, "root=gpt-auto: %s", text);
}

int root_step(struct boot *b)
{
	const struct config *c = &b->config;
	int64_t earliest;
	int err;

	if (newroot_by_hand(b))
		return 0;
	if (!c->root)
		return boot_fail(b, -EINVAL, "the command line has no root=");
	err = rootspec_parse(c->root, &b->spec);
	if (err)
		return boot_fail(b, err, "root=%s is not understood: %s", c->root, error_text(err));
	if (b->spec.kind == ROOT_GPT_AUTO)
		read_loader(b);
	err = devices_scan(&b->devices);
	if (err)
		return boot_fail(b, err, "/sys/class/block: %s", error_text(err));
	b->root_began = sys_now();
	earliest = b->root_began + c->rootdelay;
	if (c->rootdelay)
		say("waiting %d s before mounting root device (rootdelay=)",
		    (int)(c->rootdelay / SYS_SECOND));
	b->deadline = c->timeout < 0 ? -1 : earliest + c->timeout;
	err = wait_for_root(b, earliest);
	if (err)
		return fail_to_come(b, err);
	if (b->spec.kind == ROOT_GPT_AUTO)
		say_gpt_auto(b);
	say_debug("root=%s is %s", c->root, b->root->dev.name);
	return 0;
}
