// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/rootcheck.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/machine/find.h"

static const char links[] = "/dev/disk";

static bool find(const struct host *host, const char *prefix, const char *value)
{
	char *name = alloc_text("%s%s", prefix, value), device[PATH_MAX];
	bool found = find_device(host, name, device);

	free(name);
	return found;
}

/* root= accepts a UUID in either case; the case of udev's links depends on the format. */
static bool find_in_case(const struct host *host, const char *prefix, const char *value,
			 int (*convert)(int))
{
	char *converted = alloc_text("%s", value);
	bool found;

	for (char *c = converted; *c; c++)
		*c = convert((unsigned char)*c);
	found = find(host, prefix, converted);
	free(converted);
	return found;
}

bool rootcheck_find(const struct host *host, const struct rootspec *spec)
{
	const char *prefix = rootkinds[spec->kind].prefix;

	if (!prefix || find(host, prefix, spec->value))
		return true;
	return rootkinds[spec->kind].any_case &&
	       (find_in_case(host, prefix, spec->value, tolower) ||
		find_in_case(host, prefix, spec->value, toupper));
}

void rootcheck_warn(const struct host *host, const char *parameter, const char *root,
		    const struct rootspec *spec)
{
	if (rootcheck_find(host, spec))
		return;
	if (!rootkinds[spec->kind].own_name && !host_has_dir(host, links))
		report_warning("cannot check %s=%s: this machine has no %s", parameter, root,
			       links);
	else
		report_warning("%s=%s: no such device on this machine", parameter, root);
}
