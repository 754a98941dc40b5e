// SPDX-License-Identifier: GPL-2.0
#include "init/root/below.h"

#include <errno.h>

#include "init/boot/boot.h"
#include "init/config/settings.h"
#include "init/root/helperrun.h"
#include "init/root/loop.h"
#include "init/root/mounting.h"
#include "lib/file.h"
#include "lib/text.h"

/* The fixed arguments: helpers/mounts/main.c. */
enum { OVERLAY = 1, VOLATILE, TYPES, OPTIONS, DEVICE, LAYER, ROOT, FIXED };

/* No deadline: a large disk takes hours. With an overlay, nothing is written to the root. */
int below_check(struct boot *b, const char *device)
{
	const char *const argv[] = {"/lib/gangway/fsck", device, b->root->id.type, "root", NULL};

	if (!argv[2] || config_overlays(&b->config) || !file_exists(argv[0]))
		return 0;
	return helperrun(b, argv, false, -1);
}

/*
 * The directory of this root on the device of an overlay: changes to one root must not hide files of another.
 * Slots may be copies, with the same UUID.
 */
static const char *layer_of(const struct boot *b)
{
	if (!b->root)
		return NULL;
	return b->gptauto.slots ? b->root->dev.partuuid : b->root->id.uuid;
}

int below_mount(struct boot *b, const char *device)
{
	static const char program[] = "/lib/gangway/mounts";
	const struct config *c = &b->config;
	const struct candidate *root = candidate_now(&b->candidates);
	const char *argv[HELPERRUN_ARGUMENTS + 1] = {program,     c->overlay,    c->volatile_root,
						     root->types, root->options, device,
						     layer_of(b), root->root};
	int err = loop_mount(b);

	if (err)
		return err;
	/* those for /usr do not apply to a fallback */
	err = b->candidates.now ? 0 : helperrun_options(c, settings_is_usr, argv, FIXED);
	if (err)
		return boot_fail_error(b, err, "mount.usr");
	if (!config_overlays(c) && !argv[FIXED] && !file_exists(program))
		return 0; /* nothing was asked for, and fstab is for the real system */
	for (unsigned i = 0; i < FIXED; i++)
		if (!argv[i])
			argv[i] = "";
	return helperrun(b, argv, true, mounting_limit(b->candidates.deadline));
}
