// SPDX-License-Identifier: GPL-2.0
/* A stamp. What is understood of it is the same when it has been written and read once more. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host-tests/fuzz/fuzz.h"
#include "sysmap/stamp.h"

static int load(const void *data, size_t size, struct stamp *ret_stamp)
{
	int fd = memfd_create("stamp", MFD_CLOEXEC);
	int err;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
		exit(1);
	err = stamp_load(fd, ret_stamp);
	close(fd);
	return err;
}

static bool same_entries(const struct stamp_entry *a, const struct stamp_entry *b)
{
	return a->state == b->state && digest_equal(&a->digest, &b->digest) &&
	       a->mtime == b->mtime && strcmp(a->path, b->path) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct stamp stamp, again;
	char text[STAMP_TEXT];
	int len;

	if (load(data, size, &stamp)) {
		if (stamp.count || *stamp.id)
			abort();
		return 0;
	}
	len = stamp_format(&stamp, text);
	if (len < 0 || load(text, len, &again) || strcmp(stamp.id, again.id) != 0 ||
	    stamp.count != again.count)
		abort();
	for (unsigned i = 0; i < stamp.count; i++)
		if (!same_entries(&stamp.entry[i], &again.entry[i]))
			abort();
	return 0;
}
