// SPDX-License-Identifier: GPL-2.0
/*
 * The console on descriptors 0 to 2. The kernel opens them on the image's /dev/console if that
 * exists and has a driver (console_on_rootfs, init/main.c, 6.1); otherwise they are closed. From
 * step console on, they are always open, also across exec: on the console, or on /dev/null until
 * there is one.
 */
#include "init/boot/console.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

#include "init/base/log.h"
#include "lib/error.h"
#include "lib/sys.h"

static const struct node {
	const char *path;
	uint32_t mode, major, minor;
} console = {"/dev/console", S_IFCHR | 0600, 5, 1}, null = {"/dev/null", S_IFCHR | 0666, 1, 3};

/* Never writes to a regular file that is found in place of the device. */
static int open_node(const struct node *node)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, node->path, 0, &st);

	if (!err && !S_ISCHR(st.mode))
		err = -ENOTTY;
	return err ? err : sys_open(SYS_CWD, node->path, O_RDWR | O_NOCTTY);
}

static int open_or_make(const struct node *node)
{
	int fd = open_node(node);

	if (fd != -ENOENT)
		return fd;
	(void)sys_mkdir("/dev", 0755); /* mknod returns the error that matters */
	(void)sys_mknod(node->path, node->mode, node->major, node->minor);
	return open_node(node);
}

/* Duplicates `fd`, which is above 2, to descriptors 0 to 2, without O_CLOEXEC. */
static int become_standard(int fd)
{
	int err = 0;

	for (int to = 0; err >= 0 && to <= 2; to++)
		err = sys_dup2(fd, to); /* returns the descriptor */
	sys_close(fd);
	return err < 0 ? err : 0;
}

static int replace(const struct node *node)
{
	int fd = open_node(node);

	return fd < 0 ? fd : become_standard(fd);
}

int console_open(bool *have)
{
	int err = replace(&console);

	if (!err && !*have) {
		*have = true;
		log_open(true);
	}
	return err; /* on failure the old descriptors still work */
}

bool console_have(bool *have)
{
	return *have || !console_open(have);
}

void console_hand_over(bool *have)
{
	int err = console_open(have);

	if (err && *have)
		log_error("the real init keeps the initramfs's console: /dev/console: %s",
			  error_text(err));
	else if (err)
		(void)replace(&null); /* on failure the old descriptors remain */
}

/* A serial line reports no window size, but programs such as stty(1) and vi(1) need one. */
static void give_size(void)
{
	struct winsize size = {0};

	if (sys_ioctl(0, TIOCGWINSZ, &size) || size.ws_row || size.ws_col)
		return;
	size.ws_row = 24;
	size.ws_col = 80;
	(void)sys_ioctl(0, TIOCSWINSZ, &size); /* on failure it has none */
}

int console_take(const char *path)
{
	const struct node node = {.path = path};
	int err = sys_setsid();

	if (err >= 0)
		err = replace(&node);
	if (err < 0)
		return err;
	give_size();
	return sys_ioctl(0, TIOCSCTTY, NULL);
}

/*
 * A closed one of the three descriptors would be reused by the next open. Fill them with /dev/null,
 * or with a directory, which can be neither read nor written.
 */
static void fill_descriptors(void)
{
	int fd;

	do {
		fd = open_or_make(&null);
		if (fd < 0)
			fd = sys_open(SYS_CWD, "/", O_RDONLY | O_DIRECTORY);
	} while (fd >= 0 && fd <= 2);
	if (fd >= 0)
		(void)become_standard(fd); /* on failure the lower ones are at least open */
}

/* Checks the type: the kernel also opens a regular file named /dev/console. */
static bool are_open(void)
{
	struct sys_stat st;
	bool open = true;

	for (int fd = 0; fd <= 2; fd++)
		open = open && !sys_stat(fd, "", AT_EMPTY_PATH, &st) && S_ISCHR(st.mode);
	return open;
}

int console_init(bool *have)
{
	int err = 0;

	*have = are_open(); /* then the kernel opened it */
	if (!*have) {
		int fd;

		fill_descriptors();
		fd = open_or_make(&console);
		err = fd < 0 ? fd : become_standard(fd);
		*have = !err;
	}
	return err;
}
