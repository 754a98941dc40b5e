// SPDX-License-Identifier: GPL-2.0
#include "helpers/mounts/device.h"

#include <errno.h>
#include <limits.h>

#include "helpers/mounts/report.h"
#include "lib/text.h"

/* Seconds until the first message; each further pause is twice as long. */
enum { FIRST_MESSAGE = 3 };

static int fail(const char *name, const char *source, const char *why)
{
	report(REPORT_CAUSE, "%s: %.80s: %s", name, source, why);
	return -ENODEV;
}

static int find(const char *name, const char *source, const struct rootspec *spec,
		struct found_device *ret_found)
{
	int seconds = FIRST_MESSAGE, err;

	while ((err = finder_wait(spec, seconds, ret_found)) == -ETIMEDOUT || err == -EBUSY) {
		report(seconds == FIRST_MESSAGE ? REPORT_INFO : REPORT_ERROR,
		       "waiting for %s: %.80s", name, source);
		if (seconds < INT_MAX / 2)
			seconds *= 2;
	}
	return err == -EINTR ? finder_wait(spec, 0, ret_found) : err; /* the time is over */
}

int device_find(const char *name, const char *source, bool wait, struct found_device *ret_found)
{
	struct rootspec spec;
	int err = finder_parse(source, &spec);

	if (err)
		return fail(name, source, "not a name of a device that gangway knows; use UUID=");
	err = wait ? find(name, source, &spec, ret_found) : finder_wait(&spec, 0, ret_found);
	if (err)
		return fail(name, source, finder_error(err));
	return ret_found->others
		       ? fail(name, source, "more than one device has this name; use UUID=")
		       : 0;
}
