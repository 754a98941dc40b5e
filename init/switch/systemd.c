// SPDX-License-Identifier: GPL-2.0
/*
 * What the systemd of an initramfs passes to that of the real system, reduced to one line of its
 * state, which may end there (manager_deserialize(), src/core/manager-serialize.c, systemd 252):
 *
 * 	initrd-timestamp=REALTIME MONOTONIC	microseconds
 *
 * The state is a file whose descriptor is the argument of --deserialize; systemd 262 freezes if it
 * cannot seek ("Failed to determine serialization offset"). --switched-root makes
 * systemd set up the system nevertheless and start its default target
 * (early_skip_setup_check() and do_queue_default_job(), src/core/main.c, systemd 252 and 257).
 */
#include "init/switch/systemd.h"

#include <string.h>

#include "init/boot/boot.h"
#include "lib/sys.h"
#include "lib/text.h"

/* The kernel passes at most 33 arguments (MAX_INIT_ARGS + 1, init/main.c, 6.1). */
enum { FD = 60, OURS = 3, ARGUMENTS = 34 + OURS };

/* /sbin/init is a link to it, for example to /lib/systemd/systemd. */
static bool is_systemd(const char *init)
{
	char target[64];
	ssize_t len = sys_readlink(SYS_CWD, init, target, sizeof(target) - 1);
	const char *slash;

	if (len >= 0) {
		target[len] = '\0'; /* a longer one does not end in the name */
		init = target;
	}
	slash = strrchr(init, '/');
	return slash && text_equal(slash, "/systemd");
}

static int pass_state(int64_t began)
{
	char text[80];
	int fd, err;

	text_format(text, sizeof(text), "initrd-timestamp=%lld %lld\n",
		    (long long)(sys_wall() - sys_now() + began), (long long)began);
	fd = sys_memfd(text, strlen(text));
	if (fd < 0)
		return fd;
	err = sys_dup2(fd, FD);
	sys_close(fd);
	return err < 0 ? err : 0;
}

void systemd_forget(void)
{
	sys_close(FD);
}

char **systemd_arguments(const struct boot *b)
{
	static char *argv[ARGUMENTS];
	static char switched[] = "--switched-root", system[] = "--system",
		    state[] = "--deserialize=60";
	unsigned count = 0;

	systemd_forget();
	while (b->argv[count])
		count++;
	if (b->config.stay || b->config.systemd == CHOICE_NO || count + OURS >= ARGUMENTS ||
	    !is_systemd(b->argv[0]) || pass_state(b->done[0].began))
		return b->argv;
	argv[0] = b->argv[0];
	argv[1] = switched;
	argv[2] = system;
	argv[3] = state;
	memcpy(argv + 1 + OURS, b->argv + 1, count * sizeof(*argv));
	return argv;
}
