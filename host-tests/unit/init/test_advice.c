// SPDX-License-Identifier: GPL-2.0
/* The closest match and the advice in the failure report, for lists of devices. */
#include "init/rescue/advice.h"

#include <stdio.h>
#include <errno.h>
#include <string.h>

#include "host-tests/standin/log.h"
#include "host-tests/standin/stack.h"
#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "init/rescue/hwreport.h"
#include "lib/text.h"

static struct boot b;

LOG_KEEP(log_error)

static void begin(void)
{
	memset(&b, 0, sizeof(b));
	logged[0] = '\0';
	snapshot = NULL;
}

static void try(const char *root)
{
	struct candidate *candidate = &b.candidates.list[b.candidates.count++];

	candidate->root = root;
	(void)rootspec_parse(root, &candidate->spec); /* malformed: no value */
	b.candidates.now = b.candidates.count - 1;
}

static struct device *plug(const char *name, const char *type, const char *label, const char *uuid)
{
	struct device *d = &b.devices.list[b.devices.count++];

	*d = (struct device){.state = DEVICE_KNOWN, .dev = {.size = 1 << 20}, .id = {.type = type}};
	strcpy(d->dev.name, name);
	strcpy(d->id.label, label);
	strcpy(d->id.uuid, uuid);
	return d;
}

static void closest(bool found, const char *want)
{
	logged[0] = '\0';
	tap_num(advice_log_closest(&b.candidates, &b.devices), found, "%s is close to root=%s",
		found ? "a device" : "nothing", candidate_now(&b.candidates)->root);
	tap_str(logged, want, "root=%s: %s", candidate_now(&b.candidates)->root, want);
}

static void matches(void)
{
	begin();
	try("LABEL=system");
	closest(false, "");
	plug("sda", "ext4", "other", "u-1");
	closest(false, "");
	plug("sdb", "ext4", "sysxyz", "u-2");
	closest(true, "closest match: LABEL=sysxyz (/dev/sdb)\n");
	plug("sdc", "ext4", "sytsem", "u-3");
	plug("sdd", "ext4", "sytsem", "u-4");
	closest(true, "closest match: LABEL=sytsem (/dev/sdc)\n");
	plug("sde", "ext4", "system", "u-5");
	closest(false, "");
	b.devices.list[4].bad = true;
	closest(true, "closest match: LABEL=system (/dev/sde), which could not be mounted\n");
	b.devices.list[4].state = DEVICE_PROBING;
	closest(true, "closest match: LABEL=system (/dev/sde), which is not probed yet\n");
}

/* A third of the letters, and one. */
static void limits(void)
{
	begin();
	try("LABEL=abcdef");
	plug("sda", "ext4", "xyzdef", "");
	closest(true, "closest match: LABEL=xyzdef (/dev/sda)\n");
	strcpy(b.devices.list[0].id.label, "wxyzef");
	closest(false, "");
	begin();
	try("LABEL=ab");
	plug("sda", "ext4", "ax", "");
	closest(true, "closest match: LABEL=ax (/dev/sda)\n");
	strcpy(b.devices.list[0].id.label, "xy");
	closest(false, "");
}

static void other_forms(void)
{
	begin();
	try("/dev/sdb");
	plug("sda", "ext4", "root", "");
	closest(true, "closest match: /dev/sda\n");
	snapshot = "sda";
	begin();
	try("PARTUUID=12345678-01/PARTNROFF=1");
	strcpy(plug("sda1", "ext4", "", "")->dev.partuuid, "12345678-02");
	closest(true, "closest match: PARTUUID=12345678-02/PARTNROFF=1 (/dev/sda1)\n");
	begin();
	try("LABEL=a");
	try("LABEL=root2");
	plug("sda", "ext4", "root", "");
	closest(true, "closest match: LABEL=root (/dev/sda)\n");
	begin();
	try("NAME=x");
	plug("sda", "ext4", "x", "");
	closest(false, "");
}

static void nameless(void)
{
	begin();
	try("LABEL=root");
	plug("sda", "squashfs", "", "");
	plug("sdb", "squashfs", "", "")->state = DEVICE_PROBING;
	plug("sdc", "ext4", "", "");
	closest(false, "squashfs has neither UUID nor label; try root=/dev/sda\n");
	begin();
	try("/dev/nothing-like-it");
	plug("sda", "squashfs", "", "");
	closest(false, "");
}

static void advise(const struct hwreport_advice *hardware, const char *want, const char *what)
{
	static const struct hwreport_advice none = {.idle = NULL};

	logged[0] = '\0';
	advice_log(&b, hardware ? hardware : &none);
	tap_str(logged, want, "%s", what);
}

static void only_root(void)
{
	begin();
	b.candidates.count = 1; /* without root= */
	advise(NULL, "", "no device, no advice");
	plug("sda", "crypto_LUKS", "", "u-0")->id.container = true;
	plug("sdb", NULL, "", "");
	advise(NULL, "", "nor for a container, or a disk without a file system");
	plug("sdc", "ext4", "", "");
	advise(NULL, "to do: try root=/dev/sdc\n", "the only file system");
	strcpy(b.devices.list[2].id.uuid, "u-1");
	advise(NULL, "to do: try root=UUID=u-1\n", "its UUID is better");
	strcpy(b.devices.list[2].id.label, "root");
	advise(NULL, "to do: try root=LABEL=root\n", "its label is best");
	plug("sde", "vfat", "ESP", "");
	advise(NULL, "to do: try root=LABEL=root\n", "the file system of an EFI does not count");
	plug("sdd", "xfs", "home", "");
	advise(NULL, "", "of two, either may be it");
	begin();
	try("LABEL=x");
	plug("sdc", "ext4", "root", "");
	advise(NULL, "", "with root= there is no such advice");
}

static void hardware(void)
{
	struct hwreport_advice advice = {.drivers = "lsi,uas", .idle = "sd_mod"};

	begin();
	try("LABEL=x");
	advise(&advice,
	       "to do: add the driver to the image: mkinitrd --modules lsi,uas, or --generic\n",
	       "drivers that the image lacks");
	b.config.coldplug = COLDPLUG_NO;
	advice.drivers[0] = '\0';
	advise(&advice, "to do: sd_mod is in the image, but was not loaded: gangway.coldplug=no\n",
	       "a driver that was not loaded");
	strcpy(advice.drivers, "ahci");
	advise(&advice,
	       "to do: sd_mod is in the image, but was not loaded: gangway.coldplug=no\n"
	       "to do: add the driver to the image: mkinitrd --modules ahci, or --generic\n",
	       "the modules in the image are listed first");
	advice.drivers[0] = '\0';
	advice.idle = NULL;
	advise(&advice, "", "nothing is known");
	begin();
	b.candidates.count = 1; /* without root= */
	plug("sda", "ext4", "root", "");
	strcpy(advice.drivers, "ahci");
	advise(&advice, "to do: try root=LABEL=root\n", "no driver is missing for the only root");
}

static void types(void)
{
	struct device *d;

	begin();
	d = plug("sda", "ext3", "root", "");
	logged[0] = '\0';
	advice_log_type(NULL, d);
	advice_log_type("xfs,ext4", d);
	tap_str(logged, "", "the type may be right");
	advice_log_type("xfs,,ex,btrfs", d);
	tap_str(logged, "to do: /dev/sda contains ext3: correct rootfstype=\n", "it is wrong");
	logged[0] = '\0';
	d->id.type = "crypto_LUKS";
	d->id.container = true;
	advice_log_type("ext4", d);
	tap_str(logged, "", "the type of a container is no file system");
	d->id.type = NULL;
	d->id.container = false;
	advice_log_type("ext4", d);
	tap_str(logged, "", "what the device contains is not known");
}

static void inits(void)
{
	begin();
	logged[0] = '\0';
	advice_log_init(&b.config, -ENOENT);
	tap_str(logged, "to do: check whether root= is the root of the system, or give init=\n",
		"no init at all");
	logged[0] = '\0';
	b.config.init = "/sbin/x";
	advice_log_init(&b.config, -EIO);
	tap_str(logged, "", "the disk cannot be read");
	advice_log_init(&b.config, -EACCES);
	tap_str(logged, "to do: give another init=, such as init=/bin/sh\n",
		"init= cannot be used");
}

int main(void)
{
	matches();
	limits();
	other_forms();
	nameless();
	only_root();
	hardware();
	types();
	inits();
	return tap_done();
}
