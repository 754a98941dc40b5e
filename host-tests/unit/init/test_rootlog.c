// SPDX-License-Identifier: GPL-2.0
/*
 * root=gpt-auto in the boot: when its root may be taken; and what is logged of a root that was
 * found, or was not.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/standin/log.h"
#include "host-tests/standin/roottype.h"
#include "host-tests/standin/stack.h"
#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/root/containers.h"
#include "init/root/efivar.h"
#include "init/root/naming.h"
#include "lib/text.h"

#define LOADER "d14c3a9e-0000-4000-8000-00000000000a"

static struct boot b;
static bool busy;       /* drivers or probes are running */
static const char *efi; /* the boot loader's partition; NULL: it is not set */
static int efi_error;

LOG_KEEP(log_error)

bool events_settled(const struct loader *l, const struct devices *d)
{
	(void)l, (void)d;
	return !busy;
}

bool containers_done(const struct helpers *h, const struct device *d)
{
	(void)h, (void)d;
	return true;
}

int efivar_read(struct boot *boot, const char *name, char *text, size_t size)
{
	(void)boot;
	if (!text_after(name, "LoaderDevicePartUUID-"))
		return -EINVAL;
	if (!efi || efi_error)
		return efi_error ? efi_error : -ENOENT;
	return text_copy(text, size, efi);
}

/* ---- the machine ---- */

static void begin(const char *root)
{
	memset(&b, 0, sizeof(b));
	logged[0] = '\0';
	busy = false;
	b.candidates.count = 1;
	b.candidates.list[0].root = root;
	(void)rootspec_parse(root, &b.candidates.list[0].spec);
	b.refused = b.devices.list; /* of an earlier candidate */
	naming_begin(&b);
}

static struct device *plug(const char *name, const char *disk, uint32_t number, const char *type)
{
	struct device *d = &b.devices.list[b.devices.count++];

	*d = (struct device){.state = DEVICE_KNOWN,
			     .dev = {.size = 1 << 20, .partition = number, .major = 8},
			     .id = {.type = type}};
	strcpy(d->dev.name, name);
	strcpy(d->dev.disk, disk);
	return d;
}

static void plug_root(const char *name, const char *disk, uint32_t number)
{
	strcpy(plug(name, disk, number, "ext4")->dev.parttype, TYPE);
}

static const char *found(bool last)
{
	struct device *d = naming_find(&b, last);

	return d ? d->dev.name : NULL;
}

static void says(const char *want, const char *what)
{
	tap_str(logged, want, "%s", what);
	logged[0] = '\0';
}

/* ---- gpt-auto ---- */

/* The only partition of its type is known when no other may appear. */
static void only_one(void)
{
	efi = NULL;
	begin("gpt-auto");
	plug("sda", "", 0, NULL);
	plug_root("sda2", "sda", 2);
	tap_str(found(false), NULL, "a root partition, while disks may appear");
	tap_str(found(true), "sda2", "it is taken when the time is over");
	boot_set_root(&b, naming_find(&b, true));
	naming_log_type(&b);
	says("root=gpt-auto: sda2 is the only one on the disks that respond\n", "which is logged");
	tap_ok(naming_holds(&b), "it is the root until it is mounted");
	b.coldplug = true;
	tap_str(found(false), "sda2", "or when all drivers have been loaded");
	naming_log_type(&b);
	says("", "which is not");
	busy = true;
	tap_str(found(false), NULL, "but not while drivers are being loaded");
	busy = b.coldplug = false;
	b.config.coldplug = COLDPLUG_NO;
	tap_str(found(false), "sda2", "gangway.coldplug=no: no other driver is loaded");
	plug("sdb", "", 0, NULL);
	plug_root("sdb1", "sdb", 1);
	tap_str(found(true), NULL, "of two none is taken");
	tap_num(naming_fail(&b, -ETIMEDOUT, 0), -ETIMEDOUT, "and the wait fails");
	tap_str(b.cause,
		"root=gpt-auto: there are 2 partitions of its type, /dev/sdb1 and /dev/sda2 among "
		"them",
		"with this cause");
}

static void loader(void)
{
	efi = LOADER;
	begin("gpt-auto");
	says("", "the boot loader's partition is read without a message");
	plug("sda", "", 0, NULL);
	strcpy(plug("sda1", "sda", 1, "vfat")->dev.partuuid, LOADER);
	plug_root("sda2", "sda", 2);
	tap_str(found(false), "sda2", "the root on its disk is taken at once");
	boot_set_root(&b, naming_find(&b, false));
	naming_log_type(&b);
	says("", "without a message");
	plug_root("sda3", "sda", 3);
	tap_str(found(false), "sda2", "so is the first of two");
	naming_log_type(&b);
	says("root=gpt-auto: there are 2 partitions of its type, /dev/sda2 and /dev/sda3 among "
	     "them; the first is used\n",
	     "which is logged");
	efi_error = -EIO;
	begin("gpt-auto");
	efi_error = 0;
	says("root=gpt-auto: LoaderDevicePartUUID: Input/output error\n",
	     "a variable that cannot be read is logged");
	tap_str(b.gptauto.loader, "", "and counts as not set");
	tap_ok(!b.refused, "nothing is refused for this candidate");
}

/* ---- other devices, and causes ---- */

static void others(void)
{
	static const char line[] =
		"root=LABEL=root is the name of other devices too; it is the first of these:\n";
	char want[512];

	begin("LABEL=root");
	for (unsigned i = 0; i < 2; i++) {
		struct device *d = plug(i ? "sdb" : "sda", "", 0, "ext4");

		strcpy(d->id.label, "root");
	}
	plug("sdc", "", 0, "ext4");
	strcpy(plug("sda1", "sda", 1, "ext4")->id.label, "root");
	boot_set_root(&b, naming_find(&b, false));
	naming_log_others(&b);
	snprintf(want, sizeof(want),
		 "%s  /dev/sda  1 MiB  ext4  LABEL=root\n"
		 "  /dev/sdb  1 MiB  ext4  LABEL=root\n",
		 line);
	says(want, "devices that have the name of the root, too");
	b.devices.list[1].id.members = 2;
	naming_log_others(&b);
	says("", "but not those of the same file system, nor partitions of the root");
	b.devices.list[1].id.members = 0;
	b.devices.list[1].bad = true;
	naming_log_others(&b);
	says("", "nor those that cannot be the root");
	b.devices.list[1].bad = false;
	boot_set_root(&b, &b.devices.list[3]);
	naming_log_others(&b);
	snprintf(want, sizeof(want),
		 "%s  /dev/sda1  1 MiB  ext4  LABEL=root\n"
		 "  /dev/sdb  1 MiB  ext4  LABEL=root\n",
		 line);
	says(want, "nor the disk of the root");
	boot_set_root(&b, NULL);
	naming_log_others(&b);
	says("", "a root that the user has mounted has no name");
}

static void causes(void)
{
	begin("/dev/sda");
	b.candidates.deadline = 30 * SYS_SECOND;
	tap_num(naming_fail(&b, -ETIMEDOUT, 0), -ETIMEDOUT, "a device that did not appear");
	tap_str(b.cause, "root=/dev/sda did not appear within 30 s", "is the cause");
	tap_num(naming_fail(&b, -ETIMEDOUT, 22500000), -ETIMEDOUT, "after a delay");
	tap_str(b.cause, "root=/dev/sda did not appear within 8 s", "the time is rounded");
	plug("sda", "", 0, "crypto_LUKS")->id.container = true;
	tap_str(found(false), NULL, "a container is no root");
	tap_ok(b.refused == b.devices.list, "but refused");
	tap_num(naming_fail(&b, -EINVAL, 0), -EINVAL, "which fails the wait");
	tap_str(b.cause, "root=/dev/sda is /dev/sda, which is a container (crypto_LUKS)",
		"with this cause");
	b.devices.list[0].state = DEVICE_QUEUED;
	tap_ok(!found(false) && !b.refused, "a changed device is probed again before");
}

int main(void)
{
	only_one();
	loader();
	others();
	causes();
	return tap_done();
}
