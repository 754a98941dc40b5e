// SPDX-License-Identifier: GPL-2.0
/*
 * Lets the kernel resume a hibernated system.
 *
 *	/lib/gangway/resume DEVICE
 *
 * DEVICE is the value of resume=, in a form of root=: a swap device, or the device with the file system of a swap
 * file, whose position is resume_offset= of the kernel (kernel/power/swap.c, 6.1). On success, it does not return.
 * Exit status: 0: there is no hibernated system; 1: failed, with a cause.
 */
#include <errno.h>
#include <linux/kdev_t.h>

#include "helpers/mounts/device.h"
#include "helpers/mounts/report.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define POWER "/sys/power/resume"

/* With resume_offset=, the hibernated system is in a file, and the device has another type. */
static bool has_offset(void)
{
	char text[24];

	return file_read_value(POWER "_offset", text, sizeof(text)) > 0 && !text_equal(text, "0");
}

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
		return report(REPORT_CAUSE, "resume=%.80s: " POWER ": %s", source, error_text(err));
	return report(REPORT_CAUSE,
		      "resume=%.80s: the kernel could not resume the system on %s; its log has the "
		      "reason",
		      source, found->path);
}

int main(int argc, char **argv)
{
	struct found_device found;

	if (argc != 2)
		return 2; /* it is not for users */
	report_open();
	if (device_find("resume=", argv[1], DEVICE_RAW, &found))
		return 1;
	return text_equal(found.type, "swsuspend") || has_offset() ? resume(argv[1], &found) : 0;
}
