// SPDX-License-Identifier: GPL-2.0
/* The steps console and config, which save in struct boot what console.c and sources.c return. */
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/console.h"
#include "init/boot/mounts.h"
#include "init/boot/ramdisk.h"
#include "init/boot/watchdog.h"
#include "init/config/config.h"
#include "init/config/sources.h"
#include "lib/sys.h"

int console_step(struct boot *b)
{
	int err = sys_signals_init();

	if (err)
		return boot_fail_error(b, err, "signals");
	err = console_init(&b->console);
	return err ? boot_fail_error(b, err, "/dev/console") : 0;
}

int config_step(struct boot *b)
{
	int err = sources_read(&b->config);

	if (err)
		return boot_fail_error(b, err, "/proc/cmdline");
	log_set_debug(b->config.debug);
	log_open(b->console); /* again, if the first attempt failed */
	(void)watchdog_feed(&b->watchdog, b->config.watchdog);
	if (b->ramdisk)
		ramdisk_settle(b);
	err = candidates_open(&b->candidates, &b->config);
	if (err && !mounts_has(NEW_ROOT)) /* the user may have mounted a root in a shell */
		return boot_fail(b, err, "%s", b->candidates.list[0].cause);
	return 0;
}
