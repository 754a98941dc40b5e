// SPDX-License-Identifier: GPL-2.0
/* Types and rootflags, separated by the first newline, for a kernel without file systems. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/mountroot.h"
#include "host-tests/fuzz/fuzz.h"
#include "lib/sys.h"

int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data)
{
	(void)source, (void)target, (void)flags;
	if (!*type || strchr(type, ',') || (data && !*data))
		abort();
	return -ENODEV;
}

int sys_fs_read_only(const char *path)
{
	(void)path;
	abort(); /* nothing was mounted */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *newline;
	struct mount_request request = {
		.source = "", .target = "", .types = text, .writable = true};
	struct mount_result result;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	newline = strchr(text, '\n');
	if (newline) {
		*newline = '\0';
		request.options = newline + 1;
	}
	if (mount_root(&request, &result) == 0)
		abort();
	free(text);
	return 0;
}
