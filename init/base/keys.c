// SPDX-License-Identifier: GPL-2.0
#include "init/base/keys.h"

#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { ESCAPE = 0x1b };

static void add(struct keys *k, const char *path, size_t len)
{
	char *to = k->paths[k->count];
	int fd;

	if (k->count == KEYS_CONSOLES ||
	    text_format(to, KEYS_PATH_SIZE, "/dev/%.*s", (int)len, path) < 0)
		return;
	fd = sys_open(SYS_CWD, to, O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return;                    /* an output-only console, such as netcon0 */
	(void)sys_terminal_keys(fd, true); /* not a terminal: input counts after a newline */
	k->fds[k->count++] = fd;
}

/*
 * Parses a line of /proc/consoles: "ttyS0                -W- (EC p a)    4:64" (fs/proc/consoles.c,
 * 6.1).
 */
void keys_open(struct keys *k)
{
	char text[1024];
	const char *rest = text, *line;
	long len = file_read("/proc/consoles", text, sizeof(text));

	k->count = 0;
	k->pressed = NULL;
	while (len >= 0 && (len = text_line(&rest, text + strlen(text), &line)) >= 0)
		add(k, line, strcspn(line, " "));
	if (!k->count)
		add(k, "console", strlen("console"));
}

void keys_close(struct keys *k)
{
	for (unsigned i = 0; i < k->count; i++) {
		if (k->fds[i] < 0)
			continue;
		(void)sys_terminal_keys(k->fds[i], false);
		sys_close(k->fds[i]);
	}
	k->count = 0;
}

void keys_poll(const struct keys *k, struct pollfd fds[KEYS_CONSOLES])
{
	for (unsigned i = 0; i < KEYS_CONSOLES; i++)
		fds[i] = (struct pollfd){.fd = i < k->count ? k->fds[i] : -1, .events = POLLIN};
}

/*
 * A break or line noise is no key. Closes the console at end of file, which would be readable for
 * ever.
 */
static bool read_key(struct keys *k, unsigned i)
{
	char bytes[64];
	ssize_t len = sys_read(k->fds[i], bytes, sizeof(bytes));
	bool key = false;

	for (ssize_t at = 0; at < len; at++)
		key = key || (bytes[at] >= ' ' && bytes[at] <= '~') || bytes[at] == '\r' ||
		      bytes[at] == '\n' || bytes[at] == '\t' || bytes[at] == ESCAPE;
	if (len == 0) {
		sys_close(k->fds[i]);
		k->fds[i] = -1;
	}
	return key;
}

/* A hung-up line is no key, and is closed, since it would be readable for ever. */
void keys_take(struct keys *k, const struct pollfd fds[KEYS_CONSOLES])
{
	for (unsigned i = 0; i < k->count; i++) {
		if (fds[i].revents & (POLLHUP | POLLERR | POLLNVAL)) {
			sys_close(k->fds[i]);
			k->fds[i] = -1;
		} else if (fds[i].revents & POLLIN && read_key(k, i)) {
			k->pressed = k->pressed ? k->pressed : k->paths[i];
		}
	}
}
