// SPDX-License-Identifier: GPL-2.0
#include "init/root/nextroot.h"

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/root/loop.h"
#include "init/root/mounting.h"
#include "init/root/naming.h"
#include "lib/error.h"

/* Frees NEW_ROOT for the next candidate; returns whether that succeeded. */
static bool let_go(struct boot *b)
{
	int err;

	if (!mounts_has(NEW_ROOT))
		return true;
	err = mounting_undo(b);
	if (err)
		log_error("umount " NEW_ROOT ": %s", error_text(err));
	return !err;
}

static void forget_failures(struct devices *d)
{
	for (struct device *device = NULL; (device = devlist_next(d, device));)
		device->bad = false;
}

/*
 * The same candidate on another device: the next one that matches if this one could not be mounted,
 * or any that appears if this one is gone.
 */
static bool next_device(struct boot *b)
{
	const char *name = candidate_now(&b->candidates)->root;
	struct device *failed = b->root, *next = NULL;

	if (!failed || b->stranded || (mounts_has(NEW_ROOT) && !b->gptauto.slots))
		return false;
	if (naming_holds(b)) {
		failed->bad = true;
		next = naming_find(b, true);
		if (!next)
			return false;
	}
	if (!let_go(b))
		return false;
	log_error("root=%s: %s; %s%s", name, b->cause,
		  next ? "trying /dev/" : "waiting for it again", next ? next->dev.name : "");
	boot_set_root(b, NULL);
	return true;
}

bool nextroot_take(struct boot *b)
{
	struct candidates *c = &b->candidates;
	bool by_hand = !b->root && !loop_in_image(b) && mounts_has(NEW_ROOT);

	if (next_device(b))
		return true;
	if (b->stranded || by_hand || (c->now + 1 < c->count && !let_go(b)))
		return false;
	if (!candidates_give_up(c, b->cause))
		return false;
	boot_set_root(b, NULL);
	forget_failures(&b->devices);
	return true;
}

bool nextroot_restart(struct boot *b)
{
	if (b->stranded || mounts_has(NEW_ROOT))
		return false;
	candidates_restart(&b->candidates);
	forget_failures(&b->devices);
	return true;
}
