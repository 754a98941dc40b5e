// SPDX-License-Identifier: GPL-2.0
/*
 * Step resume: lets the kernel resume a hibernated system, before anything is mounted or written. It returns
 * if nothing was resumed. Without resume=, the helper looks for an EFI variable.
 */
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/root/helperrun.h"
#include "init/root/mounting.h"
#include "lib/file.h"
#include "lib/text.h"

static void warn(const struct devices *devices)
{
	for (const struct device *d = NULL; (d = devlist_next(devices, d));)
		if (d->state == DEVICE_KNOWN && d->id.type && text_equal(d->id.type, "swsuspend"))
			log_error(
				"/dev/%s: a hibernated system; resuming it later damages the root: run mkswap",
				d->dev.name);
}

int resume_step(struct boot *b)
{
	const char *const argv[] = {"/lib/gangway/resume", b->config.resume, NULL};
	int err = 0;

	if (b->config.noresume)
		return 0;
	if (argv[1] || file_exists(argv[0]))
		err = helperrun(b, argv, true, mounting_limit(b->candidates.deadline));
	if (err < 0 || (!err && !argv[1]))
		warn(&b->devices);
	return err;
}
