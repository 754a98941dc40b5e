// SPDX-License-Identifier: GPL-2.0
#include "init/candidates.h"

#include "init/boot.h"
#include "init/mounting.h"
#include "init/mounts.h"
#include "init/naming.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

static void add_fallback(struct candidates *c, const char *root, size_t len)
{
	struct candidate *candidate = &c->list[c->count];

	if (c->count == CANDIDATES ||
	    text_copy_n(candidate->text, sizeof(candidate->text), root, len)) {
		say_error("ignoring gangway.fallback=%.*s: too %s", (int)len, root,
			  c->count == CANDIDATES ? "many of them" : "long");
		return;
	}
	candidate->root = candidate->text;
	c->count++;
}

void candidates_open(struct boot *b)
{
	const struct config *config = &b->config;
	struct candidates *c = &b->candidates;

	c->list[0].root = config->root;
	c->list[0].types = config->rootfstype;
	c->list[0].options = config->rootflags;
	c->count = 1;
	for (unsigned i = 0; !config->stay && i < config->fallback.count; i++) {
		const char *rest = config->fallback.list[i], *root;

		while (rest) {
			size_t len = text_item(&rest, &root);

			if (len)
				add_fallback(c, root, len);
		}
	}
}

const struct candidate *candidate_now(const struct boot *b)
{
	return &b->candidates.list[b->candidates.now];
}

enum chance candidates_chance(const void *context, const struct device *d)
{
	const struct candidates *c = &((const struct boot *)context)->candidates;
	bool known = d->state == DEVICE_KNOWN, some = !known || d->id.container;
	struct rootspec spec;

	for (unsigned i = 0; i < c->count; i++) {
		if (!c->list[i].root || rootspec_parse(c->list[i].root, &spec))
			continue;
		if (rootspec_matches(&spec, &d->dev, known ? &d->id : NULL))
			return CHANCE_NAMED;
		some = some || spec.offset || spec.kind == ROOT_GPT_AUTO;
	}
	return some ? CHANCE_SOME : CHANCE_NONE;
}

int64_t candidates_deadline(struct boot *b, int64_t began)
{
	struct candidates *c = &b->candidates;

	if (b->config.timeout < 0)
		return -1;
	if (!c->deadline)
		c->deadline = began + b->config.timeout;
	if (c->deadline < began)
		return began; /* what is there already may still be taken */
	return began + (c->deadline - began) / (c->count - c->now);
}

/* Whether NEW_ROOT is free for the next one. */
static bool let_go(struct boot *b)
{
	int err;

	if (!mounts_has(NEW_ROOT))
		return true;
	err = mounting_undo(b);
	if (err)
		say_error("umount " NEW_ROOT ": %s", error_text(err));
	return !err;
}

static void forget_failures(struct devices *d)
{
	for (unsigned i = 0; i < d->count; i++)
		d->list[i].bad = false;
}

/*
 * The same root on another device: the next that has its name if this one could not be mounted, or
 * whatever appears if it is not there any more.
 */
static bool next_device(struct boot *b)
{
	const struct candidate *candidate = candidate_now(b);
	struct device *failed = b->root, *next;

	if (!failed || b->stranded || mounts_has(NEW_ROOT))
		return false;
	if (!naming_holds(b)) {
		say_error("root=%s: %s; waiting for it again", candidate->root, b->cause);
		b->root = NULL;
		return true;
	}
	failed->bad = true;
	next = naming_find(b, true);
	if (!next)
		return false;
	say_error("root=%s: %s; trying /dev/%s, which has that name too", candidate->root, b->cause,
		  next->dev.name);
	b->root = NULL;
	return true;
}

bool candidates_next(struct boot *b)
{
	struct candidates *c = &b->candidates;
	struct candidate *failed = &c->list[c->now];
	bool by_hand = !b->root && mounts_has(NEW_ROOT);

	if (next_device(b))
		return true;
	(void)text_copy(failed->cause, sizeof(failed->cause), b->cause); /* fits */
	if (b->stranded || by_hand || c->now + 1 >= c->count || !let_go(b))
		return false;
	b->root = NULL;
	forget_failures(&b->devices);
	c->now++;
	say_error("root=%s failed: %s", failed->root ? failed->root : "", failed->cause);
	say_error("trying gangway.fallback=%s", candidate_now(b)->root);
	return true;
}

bool candidates_restart(struct boot *b)
{
	struct candidates *c = &b->candidates;

	if (b->stranded || mounts_has(NEW_ROOT))
		return false;
	c->now = 0;
	c->deadline = 0;
	forget_failures(&b->devices);
	for (unsigned i = 0; i < c->count; i++)
		c->list[i].cause[0] = '\0';
	return true;
}
