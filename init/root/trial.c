// SPDX-License-Identifier: GPL-2.0
/*
 * Step trial: counts a boot of root= before it is mounted, with the helper for gangway.trial= and
 * gangway.slots=.
 */
#include <errno.h>

#include "fs/slot.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/root/helperrun.h"
#include "lib/error.h"
#include "lib/sys.h"

/* Longer than the helper waits for its device: gangway-confirm(8). */
enum { SECONDS = 30 };

enum { EXHAUSTED = 1 << 8 }; /* wait status: the helper exited with 1 */

/*
 * The fallback, or the next slot, is used unless it is certain that the boot was counted: otherwise
 * a root that hangs would be tried forever.
 */
static int count(struct boot *b, const char *prefix, const char *what, const char *uuid)
{
	/* `uuid`: of a slot; NULL: `what` is the value of gangway.trial= */
	const char *const argv[] = {"/lib/gangway/trial", what, uuid, NULL};
	int status = helperrun(b, argv, false, sys_now() + SECONDS * SYS_SECOND);

	b->trial = !status;
	if (b->trial)
		return 0;
	if (status < 0)
		return status;
	return boot_fail(b, -EIO, "%s%s: %s", prefix, what,
			 status == EXHAUSTED ? "no tries are left"
					     : "the boot could not be counted");
}

/* A slot that was counted is tried again after a rescue shell without being counted again. */
static int count_slot(struct boot *b)
{
	const struct device *slot = b->root;
	int err;

	if (slot_is_good(slot_of(slot->dev.partflags)) || slot == b->gptauto.counted)
		return 0;
	err = count(b, "/dev/", slot->dev.name, slot->dev.partuuid);
	if (!err)
		b->gptauto.counted = slot;
	return err;
}

int trial_step(struct boot *b)
{
	const char *trial = b->config.trial;
	int err;

	if (b->gptauto.slots && b->root)
		return count_slot(b);
	if (!trial || b->trial || b->candidates.now || mounts_has(NEW_ROOT))
		return 0;
	err = count(b, "gangway.trial=", trial, NULL);
	if (err)
		boot_set_root(b, NULL); /* no other device of this name is tried */
	return err;
}
