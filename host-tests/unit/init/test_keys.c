// SPDX-License-Identifier: GPL-2.0
/* Keys on the consoles of the kernel, which are simulated: their lists, and what they return. */
#include "init/base/keys.h"

#include <errno.h>
#include <string.h>

#include "host-tests/standin/never.h"
#include "host-tests/tap.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { LIST = 100, FIRST = 10, OUTPUT_ONLY = -ENXIO };

static const char *list; /* /proc/consoles; NULL: it cannot be read */
static size_t list_at;
static const char *input; /* what the next read returns */
static int input_error;
static char opened[256];
static unsigned open_count;
static bool raw[32]; /* by descriptor: keys are not buffered until a newline */

int sys_open(int dirfd, const char *path, int flags)
{
	int fd = FIRST + (int)open_count;

	(void)dirfd;
	if (text_equal(path, "/proc/consoles")) {
		list_at = 0;
		return list ? LIST : -ENOENT;
	}
	if (text_equal(path, "/dev/netcon0"))
		return OUTPUT_ONLY;
	strcat(opened, path);
	strcat(opened, flags == (O_RDWR | O_NOCTTY | O_NONBLOCK) ? " " : "! ");
	open_count++;
	return fd;
}

int sys_close(int fd)
{
	if (fd != LIST)
		open_count--;
	return 0;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	const char *text = fd == LIST ? list + list_at : input;

	if (fd != LIST && input_error)
		return input_error;
	len = len < strlen(text) ? len : strlen(text);
	memcpy(buf, text, len);
	list_at += fd == LIST ? len : 0;
	return len;
}

int sys_terminal_keys(int fd, bool each)
{
	raw[fd] = each;
	return 0;
}

NEVER(int, sys_stat, int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
NEVER(ssize_t, sys_write, int fd, const void *buf, size_t len)
NEVER(ssize_t, sys_getdents, int fd, void *buf, size_t len)

static struct keys k;
static struct pollfd fds[KEYS_CONSOLES];

static void open_consoles(const char *consoles)
{
	list = consoles;
	opened[0] = '\0';
	open_count = 0;
	keys_open(&k);
}

#define SERIAL "ttyS0                -W- (EC p a)    4:64\n"
#define SCREEN "tty0                 -WU (E  p  )    4:1\n"

static void lists(void)
{
	open_consoles(SCREEN "netcon0              -W- (E  p  )\n" SERIAL);
	tap_str(opened, "/dev/tty0 /dev/ttyS0 ", "the consoles that can be read");
	tap_ok(raw[FIRST] && raw[FIRST + 1], "keys count at once");
	tap_ok(k.count == 2 && !k.pressed, "no key is pressed");
	keys_close(&k);
	tap_ok(!open_count && !k.count, "all are closed");
	tap_ok(!raw[FIRST] && !raw[FIRST + 1], "and as they were before");
	open_consoles(NULL);
	tap_str(opened, "/dev/console ", "without a list, /dev/console");
	keys_close(&k);
	open_consoles("netcon0              -W- (E  p  )\n");
	tap_str(opened, "/dev/console ", "or if none can be read");
	keys_close(&k);
	open_consoles(SERIAL SERIAL SERIAL SERIAL SERIAL SERIAL SERIAL SERIAL SERIAL SERIAL);
	tap_num(k.count, KEYS_CONSOLES, "more than KEYS_CONSOLES are ignored");
	keys_close(&k);
	open_consoles("a-console-with-a-name-that-does-not-fit -W- (E) 4:64\n" SERIAL);
	tap_str(opened, "/dev/ttyS0 ", "a name that is too long is ignored");
	keys_close(&k);
}

/* What console `i` reports. */
static void event(unsigned i, short revents, const char *text)
{
	input = text;
	memset(fds, 0, sizeof(fds));
	fds[i].revents = revents;
	keys_take(&k, fds);
}

static void presses(void)
{
	open_consoles(SCREEN SERIAL);
	keys_poll(&k, fds);
	tap_ok(fds[0].fd == FIRST && fds[1].fd == FIRST + 1 && fds[2].fd == -1 &&
		       fds[0].events == POLLIN,
	       "the open consoles are polled");
	event(1, POLLIN, "\001\177\377");
	tap_ok(!k.pressed, "line noise is no key");
	event(1, 0, "x");
	tap_ok(!k.pressed, "nor is a console without input");
	input_error = -EAGAIN;
	event(1, POLLIN, "x");
	input_error = 0;
	tap_ok(!k.pressed && open_count == 2, "or one that cannot be read now");
	event(1, POLLIN, "\001x");
	tap_str(k.pressed, "/dev/ttyS0", "a letter is one, and its console is known");
	event(0, POLLIN, " ");
	tap_str(k.pressed, "/dev/ttyS0", "also if another console has a key later");
	keys_close(&k);
	tap_str(k.pressed, "/dev/ttyS0", "and when they are closed");
}

static void special_keys(void)
{
	static const char *const keys[] = {" ", "~", "\r", "\n", "\t", "\033"};

	for (unsigned i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		open_consoles(SERIAL);
		event(0, POLLIN, keys[i]);
		tap_ok(k.pressed, "character %d is a key", keys[i][0]);
		keys_close(&k);
	}
}

static void hangs_up(void)
{
	static const short how[] = {POLLHUP, POLLERR, POLLNVAL, POLLIN | POLLHUP};

	for (unsigned i = 0; i < sizeof(how) / sizeof(how[0]); i++) {
		open_consoles(SCREEN SERIAL);
		event(0, how[i], "x");
		keys_poll(&k, fds);
		tap_ok(!k.pressed && fds[0].fd == -1 && open_count == 1,
		       "a console that hangs up (%x) is closed, and is no key", how[i]);
		keys_close(&k);
		tap_num(open_count, 0, "and the others are closed later");
	}
	open_consoles(SCREEN SERIAL);
	event(1, POLLIN, "");
	keys_poll(&k, fds);
	tap_ok(!k.pressed && fds[1].fd == -1 && open_count == 1,
	       "a console is closed at end of file");
	keys_close(&k);
}

int main(void)
{
	lists();
	presses();
	special_keys();
	hangs_up();
	return tap_done();
}
