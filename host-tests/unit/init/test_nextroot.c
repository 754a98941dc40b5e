// SPDX-License-Identifier: GPL-2.0
/* What is tried after a root has failed: another device of its name, or a fallback. */
#include "init/root/nextroot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/standin/log.h"
#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/root/loop.h"
#include "init/root/mounting.h"
#include "init/root/naming.h"
#include "lib/text.h"

static struct boot b;
static bool mounted, holds;
static int undo_error;
static unsigned undone;
static struct device *next;

LOG_KEEP(log_error)

bool mounts_has(const char *path)
{
	return mounted && text_equal(path, NEW_ROOT);
}

bool loop_in_image(const struct boot *boot)
{
	return boot->config.image;
}

int mounting_undo(struct boot *boot)
{
	(void)boot;
	undone++;
	mounted = undo_error;
	return undo_error;
}

bool naming_holds(struct boot *boot)
{
	(void)boot;
	return holds;
}

/* Not the one that has failed. */
struct device *naming_find(struct boot *boot, bool last)
{
	return last && boot->devices.list[0].bad ? next : NULL;
}

/* /dev/sda is the root LABEL=a, and has failed; there may be fallbacks. */
static void begin(const char *fallback)
{
	memset(&b, 0, sizeof(b));
	logged[0] = '\0';
	mounted = false;
	holds = true;
	undo_error = 0;
	undone = 0;
	next = NULL;
	b.candidates.count = 1;
	b.candidates.list[0].root = "LABEL=a";
	if (fallback)
		b.candidates.list[b.candidates.count++].root = fallback;
	b.devices.count = 2;
	strcpy(b.devices.list[0].dev.name, "sda");
	strcpy(b.devices.list[1].dev.name, "sdb");
	boot_set_root(&b, b.devices.list);
	strcpy(b.cause, "it failed");
}

static void other_device(void)
{
	begin("LABEL=b");
	next = &b.devices.list[1];
	tap_ok(nextroot_take(&b) && !b.root, "another device of the name is tried");
	tap_str(logged, "root=LABEL=a: it failed; trying /dev/sdb\n", "which is logged");
	tap_num(b.candidates.now, 0, "before the fallback");
	begin("LABEL=b");
	holds = false;
	tap_ok(nextroot_take(&b) && !b.root && !b.devices.list[0].bad,
	       "a device that has changed is waited for again");
	tap_str(logged, "root=LABEL=a: it failed; waiting for it again\n", "which is logged");
	begin(NULL);
	next = &b.devices.list[1];
	mounted = true;
	tap_ok(!nextroot_take(&b) && b.root, "not while a root is mounted");
	begin(NULL);
	next = &b.devices.list[1];
	b.stranded = true;
	tap_ok(!nextroot_take(&b), "nor if the switch could not be undone");
}

/* A slot that was mounted has failed later: its init is missing. */
static void slots(void)
{
	begin("LABEL=b");
	b.gptauto.slots = mounted = true;
	next = &b.devices.list[1];
	tap_ok(nextroot_take(&b) && !b.root && undone == 1, "the next slot is tried after a mount");
	tap_str(logged, "root=LABEL=a: it failed; trying /dev/sdb\n", "which is logged");
	tap_num(b.candidates.now, 0, "before the fallback");
	begin(NULL);
	b.gptauto.slots = mounted = true;
	tap_ok(!nextroot_take(&b) && b.root && !undone, "without a next slot it remains mounted");
	begin(NULL);
	b.gptauto.slots = mounted = true;
	next = &b.devices.list[1];
	undo_error = -EBUSY;
	tap_ok(!nextroot_take(&b) && b.root, "nor is one tried if it cannot be unmounted");
	begin(NULL);
	b.gptauto.slots = mounted = true;
	holds = false;
	tap_ok(nextroot_take(&b) && !b.root && undone == 1,
	       "a mounted slot whose disk is gone is unmounted and waited for");
	begin(NULL);
	boot_set_root(&b, NULL);
	b.gptauto.slots = mounted = true;
	tap_ok(!nextroot_take(&b) && !undone, "a root that the user has mounted is kept");
}

static void fallback(void)
{
	begin("LABEL=b");
	tap_ok(nextroot_take(&b) && b.candidates.now == 1 && !b.root, "a fallback is tried");
	tap_str(logged, "root=LABEL=a failed: it failed\ntrying gangway.fallback=LABEL=b\n",
		"which is logged");
	tap_ok(!b.devices.list[0].bad, "on all devices");
	tap_num(undone, 0, "nothing was mounted");
	boot_set_root(&b, &b.devices.list[1]);
	strcpy(b.cause, "so did it");
	tap_ok(!nextroot_take(&b) && b.root, "it is the last one");
	tap_str(b.candidates.list[1].cause, "so did it", "its cause is kept");
	begin("LABEL=b");
	mounted = true;
	tap_ok(nextroot_take(&b) && undone == 1 && b.candidates.now == 1,
	       "a root that is mounted is unmounted before");
	begin("LABEL=b");
	mounted = true;
	undo_error = -EBUSY;
	tap_ok(!nextroot_take(&b) && b.candidates.now == 0, "if it cannot, none is tried");
	tap_str(logged, "umount /root: Device or resource busy\n", "which is logged");
	begin("LABEL=b");
	boot_set_root(&b, NULL);
	mounted = true;
	tap_ok(!nextroot_take(&b) && !undone, "a root that the user has mounted is kept");
	begin("LABEL=b");
	b.stranded = true;
	tap_ok(!nextroot_take(&b), "in the new root there is no other");
}

static void restart(void)
{
	begin("LABEL=b");
	b.candidates.now = 1;
	b.devices.list[1].bad = true;
	tap_ok(nextroot_restart(&b) && b.candidates.now == 0, "after a shell all are tried again");
	tap_ok(!b.devices.list[1].bad, "on all devices");
	begin("LABEL=b");
	b.candidates.now = 1;
	mounted = true;
	tap_ok(!nextroot_restart(&b) && b.candidates.now == 1, "except if a root is mounted");
	begin("LABEL=b");
	b.stranded = true;
	tap_ok(!nextroot_restart(&b), "or the shell was in the new root");
}

int main(void)
{
	other_device();
	slots();
	fallback();
	restart();
	return tap_done();
}
