// SPDX-License-Identifier: GPL-2.0
/*
 * Arrays, each started when the last of its members has come: mdadm keeps account of them in
 * /run/mdadm. Without a device also those that can do without the rest.
 */
#include <stddef.h>

#include "tools/opener/opener.h"

int md_open(char *device)
{
	static char mdadm[] = "mdadm", incremental[] = "--incremental", run[] = "--run",
		    scan[] = "--scan";
	char *const each[] = {mdadm, incremental, device, NULL};
	char *const rest[] = {mdadm, incremental, run, scan, NULL};

	if (device)
		return opener_run(each);
	(void)opener_run(rest); /* it counts as a failure that nothing was left to be started */
	return 0;
}
