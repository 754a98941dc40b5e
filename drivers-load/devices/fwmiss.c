// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/devices/fwmiss.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"

enum {
	RECORD_SIZE = 8192, /* CONSOLE_EXT_LOG_MAX, include/linux/printk.h, 6.1 */
	RECORDS = 1 << 20,  /* ends the loop even if the log is written faster than it is read */
	NAME_SIZE = 256,
};

/* Text before and after the file name. */
static const struct {
	const char *before, *after;
} forms[] = {
	{"Direct firmware load for ", " failed with error "},
	{"firmware: failed to load ", " ("}, /* Debian's patch */
};

/* "e100 0000:00:03.0: Direct firmware load for e100/d101s_ucode.bin failed with error -2" */
static int parse_form(char *text, unsigned form, struct fwmiss *ret_miss)
{
	char *at = strstr(text, forms[form].before);
	char *file = at ? at + strlen(forms[form].before) : NULL;
	char *end = file ? strstr(file, forms[form].after) : NULL;

	if (!end || end == file || (at > text && (at < text + 2 || memcmp(at - 2, ": ", 2) != 0)))
		return -ENOENT;
	*end = '\0';
	*(at > text ? at - 2 : at) = '\0';
	*ret_miss = (struct fwmiss){.device = text, .file = file};
	return 0;
}

/* The priority is FACILITY * 8 + LEVEL. User space cannot use the kernel's facility, 0. */
static bool is_kernels(const char *record)
{
	return record[0] >= '0' && record[0] <= '7' && record[1] == ',';
}

int fwmiss_parse(char *record, struct fwmiss *ret_miss)
{
	char *text = strchr(record, ';');
	int err = -ENOENT;

	if (!text || !is_kernels(record))
		return -ENOENT;
	text++;
	text[strcspn(text, "\n")] = '\0'; /* key=value lines of the device follow */
	for (unsigned i = 0; err && i < sizeof(forms) / sizeof(forms[0]); i++)
		err = parse_form(text, i, ret_miss);
	return err;
}

static int read_log(int fd, fwmiss_fn *each, void *context)
{
	static char record[RECORD_SIZE];
	char last[NAME_SIZE] = "";
	struct fwmiss miss;
	int err = 0;

	for (unsigned left = RECORDS; !err && left > 0; left--) {
		ssize_t len = sys_read(fd, record, sizeof(record) - 1);

		if (len == -EPIPE || len == -EINVAL)
			continue; /* overwritten before it was read, or longer than any expected */
		if (len <= 0)
			break;
		record[len] = '\0';
		if (fwmiss_parse(record, &miss) || text_equal(miss.file, last))
			continue;
		if (text_copy(last, sizeof(last), miss.file))
			last[0] = '\0'; /* too long to remember: duplicates are reported */
		err = each(context, &miss);
	}
	return err;
}

int fwmiss_each(fwmiss_fn *each, void *context)
{
	int fd = sys_open(SYS_CWD, "/dev/kmsg", O_RDONLY | O_NONBLOCK);
	int err;

	if (fd < 0)
		return fd;
	err = read_log(fd, each, context);
	sys_close(fd);
	return err;
}
