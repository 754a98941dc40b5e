// SPDX-License-Identifier: GPL-2.0
/*
 * Activates volume groups. A group is activated when its last physical volume appears; lvm keeps
 * track of them in /run/lvm.
 *
 * If physical volumes are missing, the complete logical volumes are activated, which is harmless.
 * Activation of an incomplete one (a RAID) writes to it, so only the root may be activated
 * degraded: the volume that root= names, or, if root= does not name one, the only incomplete
 * volume.
 */
#include <string.h>

#include "helpers/container/container.h"
#include "helpers/container/peek.h"
#include "lib/text.h"

enum { TEXT_SIZE = 1024 };

static char lvm[] = "lvm", config[] = "--config",
	    settings[] = "activation{udev_sync=0 udev_rules=0 monitoring=0} "
			 "devices{obtain_device_list_from_udev=0} "
			 "global{event_activation=1 use_lvmpolld=0 "
			 "thin_check_executable=\"\" cache_check_executable=\"\"}",
	    activate[] = "-aay", sysinit[] = "--sysinit", mode_of[] = "--activationmode",
	    headless[] = "--noheadings", output[] = "-o";

static int take_holder(void *context, const char *name, unsigned char type)
{
	bool *held = context;

	(void)name;
	(void)type;
	*held = true;
	return 1;
}

/* No active volume: physical volumes are missing, since a complete group has been activated. */
static int status_of(const char *device, int status)
{
	bool held = false;

	(void)container_holders(device, take_holder, &held);
	return held ? 0 : status ? status : CONTAINER_INCOMPLETE;
}

static int add(char *device)
{
	static char pvscan[] = "pvscan", cache[] = "--cache";
	char *const argv[] = {lvm, pvscan, cache, activate, config, settings, device, NULL};

	if (!status_of(device, 0))
		return 0;
	return status_of(device, container_run(argv));
}

/* Returns the next word of a text, NUL-terminated; NULL at the end. */
static char *next_field(char **rest)
{
	char *word = *rest + strspn(*rest, " \t\n");

	*rest = word + strcspn(word, " \t\n");
	if (**rest)
		*(*rest)++ = '\0';
	return *word ? word : NULL;
}

/* Activates the complete volumes in the group of the device. */
static void activate_complete(char *device)
{
	static char pvs[] = "pvs", name[] = "vg_name", vgchange[] = "vgchange",
		    complete[] = "complete";
	char text[TEXT_SIZE], *rest = text;
	char *const ask[] = {lvm, pvs, headless, output, name, config, settings, device, NULL};
	char *group;

	if (container_capture(ask, text, sizeof(text)) || !(group = next_field(&rest)))
		return;
	char *const argv[] = {lvm,      vgchange, activate, sysinit, mode_of,
			      complete, config,   settings, group,   NULL};
	(void)container_run(argv);
}

/* The only inactive volume of all groups that can run degraded. */
static char *only_degraded(char *text, size_t size)
{
	static char lvs[] = "lvs", name[] = "lv_full_name", select[] = "--select",
		    degraded[] = "lv_health_status=partial && segtype=~\"^(raid|mirror)\" && "
				 "lv_active=\"\"";
	char *const argv[] = {lvm,    lvs,      headless, output,   name,
			      select, degraded, config,   settings, NULL};
	char *rest = text, *word;

	if (container_capture(argv, text, size))
		return NULL;
	word = next_field(&rest);
	return word && !next_field(&rest) ? word : NULL;
}

/* The volume that root= names; other device-mapper names may belong to LUKS, for example. */
static bool named_by_root(char *volume, size_t size)
{
	static char lvs[] = "lvs";
	char *const argv[] = {lvm, lvs, headless, config, settings, volume, NULL};
	char text[TEXT_SIZE];
	struct rootspec spec;

	if (peek_root(&spec) || (spec.kind != ROOT_MAPPER && spec.kind != ROOT_NAME))
		return false;
	if (text_format(volume, size, "/dev/%s%s", spec.kind == ROOT_MAPPER ? "mapper/" : "",
			spec.value) < 0)
		return false;
	for (char *c = volume; *c; c++)
		if (*c == '!')
			*c = '/'; /* VG!LV, as in /sys */
	return !container_capture(argv, text, sizeof(text)) && *text;
}

static void activate_degraded(void)
{
	static char lvchange[] = "lvchange", degraded[] = "degraded";
	char text[TEXT_SIZE], *volume = text;

	if (!named_by_root(text, sizeof(text)))
		volume = only_degraded(text, sizeof(text));
	if (!volume)
		return;
	char *const argv[] = {lvm,      lvchange, activate, sysinit, mode_of,
			      degraded, config,   settings, volume,  NULL};
	(void)container_run(argv);
}

int lvm_open(char *device, enum container_mode mode)
{
	if (mode != CONTAINER_DEGRADED)
		return add(device);
	if (!status_of(device, 0))
		return 0;
	activate_complete(device);
	activate_degraded();
	return status_of(device, 0);
}
