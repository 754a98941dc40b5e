// SPDX-License-Identifier: GPL-2.0
#include "helpers/mounts/device.h"

#include <errno.h>
#include <limits.h>

#include "helpers/mounts/report.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds until the first message; each further pause is twice as long. The last one of DEVICE_RAW_BRIEFLY. */
enum { FIRST_MESSAGE = 3, LAST_PAUSE = 12 };

static int fail(const char *name, const char *source, const char *why)
{
	report(REPORT_CAUSE, "%s: %.80s: %s", name, source, why);
	return -ENODEV;
}

static int wait_once(const struct rootspec *spec, enum device_wait wait, int seconds,
		     struct found_device *ret_found)
{
	struct finder_wish wish = {.spec = *spec};
	int err;

	if (wait < DEVICE_RAW)
		return finder_wait(spec, seconds, ret_found);
	err = finder_wait_raw(&wish, 1, NULL, seconds, NULL);
	*ret_found = wish.found;
	return err;
}

static int find(const char *name, const char *source, const struct rootspec *spec,
		enum device_wait wait, struct found_device *ret_found)
{
	int seconds = FIRST_MESSAGE, err;

	while ((err = wait_once(spec, wait, seconds, ret_found)) == -ETIMEDOUT || err == -EBUSY) {
		report(seconds == FIRST_MESSAGE ? REPORT_INFO : REPORT_ERROR,
		       "waiting for %s: %.80s", name, source);
		if (wait == DEVICE_RAW_BRIEFLY && seconds >= LAST_PAUSE)
			return err;
		if (seconds < INT_MAX / 2)
			seconds *= 2;
	}
	return err == -EINTR ? wait_once(spec, wait, 0, ret_found) : err; /* the time is over */
}

bool device_is_root(const struct found_device *found, const char *root)
{
	struct sys_stat device, st;

	if (sys_stat(SYS_CWD, found->path, 0, &device))
		return false;
	if (!sys_stat(SYS_CWD, NEW_ROOT, 0, &st) && st.dev_major == device.major &&
	    st.dev_minor == device.minor)
		return true;
	return *root && !sys_stat(SYS_CWD, root, 0, &st) && st.major == device.major &&
	       st.minor == device.minor;
}

int device_find(const char *name, const char *source, enum device_wait wait,
		struct found_device *ret_found)
{
	struct rootspec spec;
	int err = finder_parse(source, &spec);

	if (err)
		return fail(name, source, "not a name of a device that gangway knows; use UUID=");
	err = wait == DEVICE_NOW ? wait_once(&spec, wait, 0, ret_found)
				 : find(name, source, &spec, wait, ret_found);
	if (err)
		return fail(name, source, finder_error(err));
	return ret_found->others
		       ? fail(name, source, "more than one device has this name; use UUID=")
		       : 0;
}
