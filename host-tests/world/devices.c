// SPDX-License-Identifier: GPL-2.0
/* The simulated kernel's modules and devices. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host-tests/world/inner.h"
#include "lib/syscall.h"
#include "lib/text.h"

static void announce(const char *text, size_t len)
{
	(void)!write(w.events[1], text, len);
}

/* More than /init reads of one event. */
enum { LONG_EVENT = 8192 };

void world_disk_appears(const char *name)
{
	static char event[2 * LONG_EVENT];
	char from[VFS_PATH], to[VFS_PATH];
	int len = snprintf(event, sizeof(event),
			   "add@/devices/virtual/block/%s%cACTION=add%cDEVPATH=/devices/virtual/"
			   "block/%s%cSUBSYSTEM=block%cDEVNAME=%s",
			   name, 0, 0, name, 0, 0, name);

	snprintf(from, sizeof(from), "%s/later/%s", w.world->dir, name);
	snprintf(to, sizeof(to), "%s/sys/class/block/%s", w.world->dir, name);
	if (w.world->long_events)
		len = LONG_EVENT;
	if (!rename(from, to))
		announce(event, len + 1);
}

void world_disk_disappears(void)
{
	char from[VFS_PATH], to[VFS_PATH];

	snprintf(from, sizeof(from), "%s/sys/class/block/sda", w.world->dir);
	snprintf(to, sizeof(to), "%s/later/gone", w.world->dir);
	(void)rename(from, to);
}

static void announce_disk(const char *action)
{
	char event[256];
	int len = snprintf(event, sizeof(event),
			   "%s@/devices/virtual/block/sda%cACTION=%s%cDEVPATH=/devices/virtual/"
			   "block/sda%cSUBSYSTEM=block%cDEVNAME=sda",
			   action, 0, action, 0, 0, 0);

	announce(event, len + 1);
}

void world_disk_swaps(void)
{
	char from[VFS_PATH], to[VFS_PATH];

	snprintf(from, sizeof(from), "%s/dev/other", w.world->dir);
	snprintf(to, sizeof(to), "%s/dev/sda", w.world->dir);
	if (rename(from, to))
		return;
	w.shared->seq++;
	if (w.world->swap_unseen)
		return;
	announce_disk("remove");
	announce_disk("add");
}

/* The driver probes the device after it is loaded. */
static void watchdog_appears(void)
{
	static const char event[] = "add@/devices/virtual/misc/watchdog\0ACTION=add\0"
				    "DEVPATH=/devices/virtual/misc/watchdog\0SUBSYSTEM=misc\0"
				    "DEVNAME=watchdog";
	char path[VFS_PATH];

	(void)turns_wait(NULL, NULL, sys_now() + WATCHDOG_PROBE);
	snprintf(path, sizeof(path), "%s/dev/watchdog", w.world->dir);
	close(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600));
	announce(event, sizeof(event));
}

int sys_finit_module(int fd, const char *options, int flags)
{
	char event[256], name[64];
	const char *slash = strrchr(w.fds[fd].path, '/');
	int len;

	(void)flags;
	MAY_FAIL(world_file_of(fd));
	if (!slash)
		return -EBADF;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(slash + 1, "."), slash + 1);
	world_note("module %s%s%s", name, *options ? " " : "", options);
	if (w.world->hung_module && text_equal(name, w.world->hung_module))
		turns_hang(true);
	if (w.world->slow_module && text_equal(name, w.world->slow_module)) {
		(void)turns_wait(NULL, NULL, sys_now() + SLOW_MODULE * SYS_SECOND);
		world_note("module %s is live", name);
	}
	if (w.world->swap_after && text_equal(name, w.world->swap_after))
		world_disk_swaps();
	len = snprintf(event, sizeof(event),
		       "add@/module/%s%cACTION=add%cDEVPATH=/module/%s%cSUBSYSTEM=module", name, 0,
		       0, name, 0);
	announce(event, len + 1);
	if (text_equal(name, w.world->disk_after))
		world_disk_appears("sda");
	if (w.world->twin && text_equal(name, w.world->disk_after))
		world_disk_appears("dm-0");
	if (w.world->console_after && text_equal(name, w.world->console_after))
		w.shared->console = 1;
	if (w.world->watchdog_after && text_equal(name, w.world->watchdog_after))
		watchdog_appears();
	return 0;
}

int sys_uevent_socket(int rcvbuf)
{
	(void)rcvbuf;
	MAY_FAIL("uevents");
	if (w.world->no_uevents)
		return -EAFNOSUPPORT;
	return w.events[0];
}

ssize_t sys_uevent_receive(int fd, void *buf, size_t len)
{
	ssize_t got;

	MAY_FAIL("uevents");
	got = or_errno(recv(fd, buf, len, MSG_DONTWAIT | MSG_TRUNC));
	return got > (ssize_t)len ? -EMSGSIZE : got;
}
