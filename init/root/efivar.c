// SPDX-License-Identifier: GPL-2.0
/*
 * Variables are files of efivarfs: 32 bits of attributes, then the value
 * (Documentation/filesystems/efivarfs.rst). It is mounted read-only and only while reading: the
 * real root mounts it itself, and nothing can write to the firmware by accident.
 */
#include "init/root/efivar.h"

#include <errno.h>
#include <sys/mount.h>

#include "fs/names.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define EFI "/sys/firmware/efi"
#define DIR EFI "/efivars"

enum { ATTRIBUTES = 4, VALUE_MAX = 1024, PATH_SIZE = 128 };

/* A missing module is no error, since the driver may be built in; the mount fails if not. */
static void load_driver(struct boot *b)
{
	static const char alias[] = "fs-efivarfs";
	int64_t deadline = events_deadline(b->config.timeout);
	int state;

	(void)loader_request_alias(&b->loader, alias);
	loader_start(&b->loader);
	while ((state = loader_state(&b->loader, alias)) == MODULE_WAITING ||
	       state == MODULE_LOADING)
		if (events_wait(b, deadline, false))
			return;
}

static int read_value(const char *name, char *text, size_t size)
{
	char path[PATH_SIZE], value[ATTRIBUTES + VALUE_MAX + 1];
	long len = text_format(path, sizeof(path), DIR "/%s", name);

	if (len >= 0)
		len = file_read(path, value, sizeof(value));
	if (len < 0)
		return len;
	if (len < ATTRIBUTES)
		return -EINVAL;
	return utf16_text(text, size, (unsigned char *)value + ATTRIBUTES, len - ATTRIBUTES, false);
}

int efivar_read(struct boot *b, const char *name, char *text, size_t size)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, EFI, 0, &st);

	if (err)
		return err;
	load_driver(b);
	err = sys_mount("efivarfs", DIR, "efivarfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
			NULL);
	if (err)
		return err;
	err = read_value(name, text, size);
	(void)sys_umount(DIR, 0); /* a mount that remains is harmless */
	return err;
}
