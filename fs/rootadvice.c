// SPDX-License-Identifier: GPL-2.0
#include "fs/rootadvice.h"

#include <stdbool.h>
#include <string.h>

#include "fs/rootspec.h"
#include "lib/text.h"

/* Other kinds of roots that some initramfs or the kernel understands. */
static const char no_devices[][10] = {
	"/dev/nfs", "/dev/cifs", "nfs",   "dhcp",  "iscsi:",   "nbd:", "ubi",
	"mtd",      "zfs",       "live:", "tmpfs", "virtiofs", "9p"};

/* The beginnings of other roots, and advice. */
static const struct {
	const char *prefix, *advice;
} elsewhere[] = {
	{"/dev/disk/", "only udev knows this name; try root=UUID= as printed by blkid"},
	{"/dev/root", "not a device; try root=UUID= as printed by blkid"},
	{"/dev/", "empty or too long"},
	{"fstab", "fstab is not read for it; give the device that fstab names for /"},
};

static bool begins_nocase(const char *text, const char *prefix)
{
	while (*prefix && text_lower(*text) == text_lower(*prefix)) {
		text++;
		prefix++;
	}
	return !*prefix;
}

static const char *find_advice(const char *text)
{
	for (size_t i = 0; i < sizeof(no_devices) / sizeof(no_devices[0]); i++)
		if (begins_nocase(text, no_devices[i]))
			return "only block devices are supported";
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		if (begins_nocase(text, elsewhere[i].prefix))
			return elsewhere[i].advice;
	return NULL;
}

/* UUID= and the like, with a bad value or in small letters. */
static bool is_tag(const char *text, char *to, size_t size)
{
	for (int i = ROOT_PARTUUID; i <= ROOT_LABEL; i++) {
		const char *tag = rootkinds[i].prefix;

		if (begins_nocase(text, tag))
			return text_format(to, size, "%s%s",
					   text_after(text, tag) ? "malformed, empty or too long: "
								 : "try capital letters: ",
					   tag) > 0;
	}
	return false;
}

/* Disks are called sda or xvda, and all other block devices have a number. */
static bool is_like_device(const char *text)
{
	return strpbrk(text, "0123456789/") || (*text && text[1] == 'd') || text_after(text, "xvd");
}

void rootadvice_for(const char *text, char *to, size_t size)
{
	const char *advice = find_advice(text);
	const char *form = text_after(text, "dev/") ? "/"
			   : is_like_device(text)   ? "/dev/"
						    : "LABEL=";

	if (!advice && is_tag(text, to, size))
		return;
	if (advice || strpbrk(text, "=:") ||
	    text_format(to, size, "not a device name; try root=%s%s", form, text) < 0)
		(void)text_copy(to, size,
				advice ? advice : "not a device name, a number, UUID= or LABEL=");
}
