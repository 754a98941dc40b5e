// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/devices/uevent.h"

#include <errno.h>
#include <string.h>

#include "host-tests/tap.h"
#include "lib/sys.h"

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

/* ---- the socket: what it returns next, and in the end no more ---- */

static const struct {
	ssize_t error;
	const char *text;
	size_t len;
} * messages;

static const char valid[] = "add@/x\0ACTION=add\0DEVPATH=/x";

int sys_uevent_socket(int rcvbuf)
{
	return rcvbuf > 0 ? 3 : -1;
}

ssize_t sys_uevent_receive(int fd, void *buf, size_t len)
{
	(void)fd, (void)len;
	if (messages->error)
		return (messages++)->error;
	memcpy(buf, messages->text, messages->len);
	return (messages++)->len;
}

static void receiving(void)
{
	static const typeof(*messages) sequence[] = {
		{.error = -EPERM}, /* of a user */
		{.text = "libudev", .len = 8},
		{.text = valid, .len = sizeof(valid)},
		{.error = -EMSGSIZE},
		{.error = -EAGAIN},
	};
	static char buf[UEVENT_SIZE];
	struct uevent event = {.action = ""};

	messages = sequence;
	tap_num(uevent_next(3, buf, &event), 0, "an event of the kernel is received");
	tap_str(event.action, "add", "those of others before it are not");
	tap_num(uevent_next(3, buf, &event), -ENOBUFS, "case P25: one that is cut short is lost");
	tap_num(uevent_next(3, buf, &event), -EAGAIN, "no more events");
}

int main(void)
{
	struct uevent event = {.action = "kept"};

	a_disk();
	a_module();
	near_misses();
	receiving();
	for (unsigned i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		tap_num(uevent_parse(refused[i].text, refused[i].len, &event), -EINVAL,
			"no event: %s", refused[i].what);
	tap_str(event.action, "kept", "a refused message changes nothing");
	return tap_done();
}
