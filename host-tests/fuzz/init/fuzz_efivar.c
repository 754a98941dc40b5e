// SPDX-License-Identifier: GPL-2.0
/* An EFI variable. Property: the resulting text is terminated within its field. */
#include <stdlib.h>

#include "host-tests/fuzz/files.h"
#include "host-tests/fuzz/fuzz.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/root/efivar.h"

static const char *const file_ends[FILES] = {"/efivars/Name"};

static struct boot b;

/* Nothing is being loaded, so nothing is waited for. */
int events_wait(struct boot *boot, int64_t deadline, bool keys)
{
	(void)boot, (void)deadline, (void)keys;
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[64];

	files_stat_error = -ENOENT;
	if (efivar_read(&b, "Name", text, sizeof(text)) != -ENOENT)
		abort();
	files_stat_error = 0;
	files_mount_error = -ENODEV;
	if (efivar_read(&b, "Name", text, sizeof(text)) != -ENODEV)
		abort();
	files_mount_error = 0;
	files_open(data, 0);
	files[0].at = data;
	files[0].len = size;
	if (efivar_read(&b, "Name", text, sizeof(text)) == 0 && !memchr(text, '\0', sizeof(text)))
		abort();
	return 0;
}
