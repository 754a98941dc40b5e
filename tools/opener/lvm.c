// SPDX-License-Identifier: GPL-2.0
/*
 * Volume groups, each activated when the last of its physical volumes has come: lvm keeps account
 * of them in /run/lvm. Without a device also those of which some are missing, as far as RAID helps.
 */
#include <stddef.h>

#include "tools/opener/opener.h"

int lvm_open(char *device)
{
	static char lvm[] = "lvm", config[] = "--config",
		    text[] = "activation{udev_sync=0 udev_rules=0 monitoring=0} "
			     "devices{obtain_device_list_from_udev=0} "
			     "global{event_activation=1 use_lvmpolld=0 "
			     "thin_check_executable=\"\" cache_check_executable=\"\"}",
		    pvscan[] = "pvscan", cache[] = "--cache", activate[] = "-aay",
		    vgchange[] = "vgchange", sysinit[] = "--sysinit", mode[] = "--activationmode",
		    degraded[] = "degraded";
	char *const each[] = {lvm, pvscan, cache, activate, config, text, device, NULL};
	char *const rest[] = {lvm, vgchange, activate, sysinit, mode, degraded, config, text, NULL};

	return opener_run(device ? each : rest);
}
