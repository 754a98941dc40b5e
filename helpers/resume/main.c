// SPDX-License-Identifier: GPL-2.0
/*
 * Lets the kernel resume a hibernated system.
 *
 *	/lib/gangway/resume [DEVICE]
 *
 * DEVICE is the value of resume=, in a form of root=: a swap device, or the device with the file system of a swap
 * file, whose position is resume_offset= of the kernel (kernel/power/swap.c, 6.1). Without it, both are in the EFI
 * variable HibernateLocation, if systemd has set it. On success, it does not return.
 * Exit status: 0: there is no hibernated system; 1: failed, with a cause.
 */
#include <errno.h>
#include <linux/kdev_t.h>

#include "helpers/mounts/device.h"
#include "helpers/mounts/report.h"
#include "helpers/resume/efivarfs.h"
#include "helpers/resume/location.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/sys.h"
#include "lib/text.h"

#define POWER    "/sys/power/resume"
#define NAME     "HibernateLocation"
#define VARIABLE "EFI variable " NAME
#define FILE     NAME "-8cf2644b-4b0b-428f-9387-6d876050dc67"

enum { TEXT_SIZE = 1024, RELEASE_SIZE = 4096 };

static int resume(const char *source, const struct found_device *found)
{
	struct sys_stat st;
	char number[32];
	int err = sys_stat(SYS_CWD, found->path, 0, &st);

	if (!err)
		err = text_format(number, sizeof(number), "%u:%u", st.major, st.minor);
	report(REPORT_INFO, "resuming from %s", found->path);
	if (err > 0)
		err = file_write(POWER, number);
	if (err < 0)
		return report(REPORT_CAUSE, "%.80s: " POWER ": %s", source, error_text(err));
	return report(REPORT_CAUSE,
		      "%.80s: the kernel could not resume the system on %s; its log has the "
		      "reason",
		      source, found->path);
}

/* ---- resume= --------------------------------------------------------------------------------- */

/* With resume_offset=, the hibernated system is in a file, and the device has another type. */
static bool has_offset(void)
{
	char text[24];

	return file_read_value(POWER "_offset", text, sizeof(text)) > 0 && !text_equal(text, "0");
}

static int resume_named(const char *name)
{
	struct found_device found;
	char source[96];

	if (device_find("resume=", name, DEVICE_RAW, &found))
		return 1;
	(void)format_text(source, sizeof(source), "resume=%s", name);
	return text_equal(found.type, "swsuspend") || has_offset() ? resume(source, &found) : 0;
}

/* ---- the EFI variable ------------------------------------------------------------------------ */

/* An image need not contain such a file. */
static bool is_this_system(const struct location *location)
{
	static char text[RELEASE_SIZE]; /* large */

	if (file_read("/etc/os-release", text, sizeof(text)) < 0 &&
	    file_read("/etc/initrd-release", text, sizeof(text)) < 0)
		return true;
	return location_is_of(location, text);
}

/* Like systemd-hibernate-resume (systemd 257), it deletes the variable of a device that it has found before it resumes. */
static int resume_at(const struct location *location)
{
	struct found_device found;
	char source[sizeof("UUID=") + UUID_SIZE], offset[24];
	int err;

	(void)text_format(source, sizeof(source), "UUID=%s", location->uuid); /* both fit */
	(void)text_format(offset, sizeof(offset), "%llu", (unsigned long long)location->offset);
	if (device_find(VARIABLE, source, DEVICE_RAW_BRIEFLY, &found)) /* nobody has asked for it */
		return 1;
	err = efivarfs_delete(FILE);
	if (err)
		report(REPORT_ERROR, VARIABLE ": cannot delete it: %s", error_text(err));
	if (!location->offset && !text_equal(found.type, "swsuspend")) {
		report(REPORT_INFO, VARIABLE ": no hibernated system on %s", found.path);
		return 0;
	}
	err = file_write(POWER "_offset", offset);
	if (err && (location->offset || err != -ENOENT))
		return report(REPORT_CAUSE, VARIABLE ": " POWER "_offset: %s", error_text(err));
	return resume(VARIABLE, &found);
}

static int resume_from_variable(void)
{
	struct location location;
	char text[TEXT_SIZE];
	int err = efivarfs_read(FILE, text, sizeof(text));

	if (err == -ENOENT)
		return 0;
	if (err == -ENODEV || err == -EOPNOTSUPP) { /* whether there is one is not known */
		report(REPORT_INFO, "cannot read " VARIABLE ": efivarfs: %s", error_text(err));
		return 0;
	}
	if (!err)
		err = location_parse(text, &location);
	if (err) {
		report(REPORT_ERROR, "ignoring " VARIABLE ": %s", error_text(err));
		return 0;
	}
	if (!is_this_system(&location)) {
		report(REPORT_ERROR, "ignoring " VARIABLE ": it is of another system%s%s%s%s",
		       *location.id ? ", " : "", location.id, *location.image_id ? ", image " : "",
		       location.image_id);
		return 0;
	}
	return resume_at(&location);
}

int main(int argc, char **argv)
{
	if (argc > 2)
		return 2; /* it is not for users */
	report_open();
	return argc == 2 ? resume_named(argv[1]) : resume_from_variable();
}
