// SPDX-License-Identifier: GPL-2.0
#include "fs/rootadvice.h"

#include <stdbool.h>
#include <string.h>

#include "lib/text.h"

#define NO_DEVICE "only block devices are supported"
#define UDEV_ONLY "only udev knows this name; try root=UUID= as printed by blkid"

/* Prefixes of roots that other programs understand, and advice. */
static const struct {
	const char *prefix, *advice;
} elsewhere[] = {
	{"/dev/disk/", UDEV_ONLY},
	{"/dev/root", "not a device; try root=UUID= as printed by blkid"},
	{"/dev/nfs", NO_DEVICE},
	{"/dev/cifs", NO_DEVICE},
	{"/dev/", "empty or too long"},
	{"nfs", NO_DEVICE},
	{"dhcp", NO_DEVICE},
	{"iscsi:", NO_DEVICE},
	{"nbd:", NO_DEVICE},
	{"ubi", NO_DEVICE},
	{"mtd", NO_DEVICE},
	{"zfs", NO_DEVICE},
	{"live:", NO_DEVICE},
	{"tmpfs", NO_DEVICE},
	{"virtiofs", NO_DEVICE},
	{"9p", NO_DEVICE},
	{"fstab", "fstab is not read for it; give the device that fstab names for /"},
	{"uuid=", "try capital letters: UUID="},
	{"label=", "try capital letters: LABEL="},
	{"partuuid=", "try capital letters: PARTUUID="},
	{"partlabel=", "try capital letters: PARTLABEL="},
};

static bool begins_nocase(const char *text, const char *prefix)
{
	while (*prefix && text_lower(*text) == *prefix) {
		text++;
		prefix++;
	}
	return !*prefix;
}

/* Disks are called sda or xvda, and all other block devices have a number. */
static bool is_like_device(const char *text)
{
	return strpbrk(text, "0123456789/") || (*text && text[1] == 'd') || text_after(text, "xvd");
}

void rootadvice_for(const char *text, char *to, size_t size)
{
	const char *advice = "not a device name, a number, UUID= or LABEL=";
	const char *form = text_after(text, "dev/") ? "/"
			   : is_like_device(text)   ? "/dev/"
						    : "LABEL=";

	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		if (begins_nocase(text, elsewhere[i].prefix)) {
			(void)text_copy(to, size, elsewhere[i].advice);
			return;
		}
	}
	if (strpbrk(text, "=:") ||
	    text_format(to, size, "not a device name; try root=%s%s", form, text) < 0)
		(void)text_copy(to, size, advice);
}
