// SPDX-License-Identifier: GPL-2.0
#include "helpers/mounts/rootmount.h"

#include <string.h>

#include "helpers/mounts/device.h"
#include "lib/file.h"
#include "lib/text.h"

enum { MOUNTS_SIZE = 16384 };

/*
 * "36 25 8:2 / /root ro,relatime - ext4 /dev/sda2 ro" (proc(5)): the mount point, and after the dash the type
 * and the source. The last line with the mount point is that of the topmost mount.
 */
void rootmount_source(char *to, size_t size)
{
	static char text[MOUNTS_SIZE];
	const char *at = text, *end, *source;
	long len = file_read("/proc/self/mountinfo", text, sizeof(text));

	*to = '\0';
	end = text + (len < 0 ? 0 : len);
	while (at < end && (at = strstr(at, " " NEW_ROOT " ")) && (at = strstr(at, " - "))) {
		at += 3;
		(void)text_token(&at, end, &source);
		len = text_token(&at, end, &source);
		if (len >= 0)
			(void)text_copy_n(to, size, source, len);
	}
}
