// SPDX-License-Identifier: GPL-2.0
/* A uevent datagram. Property: the strings are within it, or empty. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "drivers-load/devices/uevent.h"
#include "host-tests/fuzz/fuzz.h"
#include "lib/sys.h"

static const uint8_t *datagram;
static size_t datagram_len;
static int before; /* first result of the socket */

ssize_t sys_uevent_receive(int fd, void *buf, size_t len)
{
	int error = before;

	(void)fd;
	before = 0;
	if (error)
		return error;
	if (!datagram)
		return -EAGAIN;
	if (datagram_len > len)
		datagram_len = len;
	memcpy(buf, datagram, datagram_len);
	datagram = NULL;
	return datagram_len;
}

int sys_uevent_socket(int rcvbuf)
{
	return rcvbuf > 0 ? 3 : -EINVAL;
}

/* Receives it through the socket, after a message that is not the kernel's. */
static void receive(const uint8_t *data, size_t size)
{
	static const int errors[] = {0, -EPERM, -ENOBUFS};
	static char buf[UEVENT_SIZE];
	struct uevent event;
	int fd = uevent_open();

	before = errors[size % 3];
	datagram = data;
	datagram_len = size;
	for (int left = 4; left > 0 && uevent_next(fd, buf, &event) != -EAGAIN; left--)
		;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *buf = malloc(size + 1);
	struct uevent event;

	if (!buf)
		return 0;
	receive(data, size);
	memcpy(buf, data, size);
	buf[size] = '\0';
	if (uevent_parse(buf, size, &event) == 0) {
		const char *const parts[] = {event.action, event.devpath, event.subsystem,
					     event.devname, event.modalias};

		for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			if (*parts[i] &&
			    (parts[i] < buf || parts[i] + strlen(parts[i]) > buf + size))
				abort();
	}
	free(buf);
	return 0;
}
