// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/uevent.h"

#include <errno.h>
#include <string.h>

#include "host-tests/tap.h"

#define EVENT(text) text, sizeof(text) - 1

static void a_disk(void)
{
	static const char text[] = "add@/devices/pci0000:00/block/sda\0"
				   "ACTION=add\0"
				   "DEVPATH=/devices/pci0000:00/block/sda\0"
				   "SUBSYSTEM=block\0"
				   "MAJOR=8\0"
				   "DEVNAME=sda\0"
				   "SEQNUM=1234";
	struct uevent event;

	tap_num(uevent_parse(EVENT(text), &event), 0, "a disk's event is one");
	tap_str(event.action, "add", "its action");
	tap_str(event.devpath, "/devices/pci0000:00/block/sda", "its path");
	tap_str(event.subsystem, "block", "its subsystem");
	tap_str(event.devname, "sda", "its name");
	tap_str(event.modalias, "", "it has no modalias");
}

static void a_module(void)
{
	static const char text[] = "add@/module/ext4\0ACTION=add\0DEVPATH=/module/ext4\0"
				   "SUBSYSTEM=module\0SEQNUM=7\0";
	struct uevent event;

	tap_num(uevent_parse(EVENT(text), &event), 0, "a module's event is one");
	tap_str(event.devpath, "/module/ext4", "its path has its name");
}

static void near_misses(void)
{
	static const char text[] = "change@/x\0ACTION=change\0DEVPATH=/x\0XSUBSYSTEM=wrong\0"
				   "SUBSYSTEM\0MODALIAS=\0DEVNAME=a=b\0\0\0DEVTYPE=disk";
	struct uevent event;

	tap_num(uevent_parse(EVENT(text), &event), 0, "odd variables do no harm");
	tap_str(event.subsystem, "", "one must be written out in full");
	tap_str(event.modalias, "", "an empty one is empty");
	tap_str(event.devname, "a=b", "a value may hold =");
}

static const struct {
	const char *what, *text;
	size_t len;
} refused[] = {
	{"nothing", EVENT("")},
	{"udev's own messages", EVENT("libudev\0\376\355\312\376ACTION=add\0DEVPATH=/x")},
	{"only a header", EVENT("add@/devices/x")},
	{"no path", EVENT("add@/x\0ACTION=add")},
	{"no action", EVENT("add@/x\0DEVPATH=/x")},
	{"NULs only", EVENT("\0\0\0\0")},
};

int main(void)
{
	struct uevent event = {.action = "kept"};

	a_disk();
	a_module();
	near_misses();
	for (unsigned i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		tap_num(uevent_parse(refused[i].text, refused[i].len, &event), -EINVAL,
			"no event: %s", refused[i].what);
	tap_str(event.action, "kept", "what is refused changes nothing");
	return tap_done();
}
