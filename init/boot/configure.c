// SPDX-License-Identifier: GPL-2.0
/*
 * Step config. Separate from config.c, which mkinitrd also uses to read the configuration of an
 * image.
 */
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/config/config.h"

int config_step(struct boot *b)
{
	int err = config_read(&b->config);

	if (err)
		return boot_fail_error(b, err, "/proc/cmdline");
	log_set_debug(b->config.debug);
	log_open(b->console); /* again, if the first attempt failed */
	err = candidates_open(&b->candidates, &b->config);
	if (err && !mounts_has(NEW_ROOT)) /* the user may have mounted a root in a shell */
		return boot_fail(b, err, "%s", b->candidates.list[0].cause);
	return 0;
}
