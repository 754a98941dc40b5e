// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/devices/uevent.h"

#include <errno.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"

/* Holds thousands of events: machines with many disks send them before they are read. */
enum { RECEIVE_BUFFER = 16 << 20 };

/* The header repeats action and path, but only the variables are documented. */
static const struct {
	const char *key;
	size_t offset;
} variables[] = {
	{"ACTION=", offsetof(struct uevent, action)},
	{"DEVPATH=", offsetof(struct uevent, devpath)},
	{"SUBSYSTEM=", offsetof(struct uevent, subsystem)},
	{"DEVNAME=", offsetof(struct uevent, devname)},
	{"MODALIAS=", offsetof(struct uevent, modalias)},
};

static void take_variable(const char *text, struct uevent *event)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *value = text_after(text, variables[i].key);

		if (value)
			memcpy((char *)event + variables[i].offset, &value, sizeof(value));
	}
}

int uevent_open(void)
{
	return sys_uevent_socket(RECEIVE_BUFFER);
}

int uevent_parse(const char *buf, size_t len, struct uevent *ret_event)
{
	struct uevent event = {"", "", "", "", ""};
	size_t at = strlen(buf) + 1;

	if (!strchr(buf, '@'))
		return -EINVAL;
	for (; at < len; at += strlen(buf + at) + 1)
		take_variable(buf + at, &event);
	if (!*event.action || !*event.devpath)
		return -EINVAL;
	*ret_event = event;
	return 0;
}

int uevent_next(int fd, char *buf, struct uevent *ret_event)
{
	for (;;) {
		ssize_t len = sys_uevent_receive(fd, buf, UEVENT_SIZE - 1);

		if (len == -EPERM)
			continue;
		if (len == -EMSGSIZE)
			return -ENOBUFS; /* a truncated event is lost */
		if (len < 0)
			return len;
		buf[len] = '\0';
		if (!uevent_parse(buf, len, ret_event))
			return 0;
	}
}
