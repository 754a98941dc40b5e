// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/rootcheck.h"

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/machine/find.h"

static const char links[] = "/dev/disk";

void rootcheck_warn(const struct host *host, const char *parameter, const char *root,
		    const struct rootspec *spec)
{
	char device[PATH_MAX];

	if (spec->kind == ROOT_GPT_AUTO || find_root(host, spec, device))
		return;
	if (!rootkinds[spec->kind].own_name && !host_has_dir(host, links))
		report_warning("cannot check %s=%s: this machine has no %s", parameter, root,
			       links);
	else
		report_warning("%s=%s: no such device on this machine", parameter, root);
}
