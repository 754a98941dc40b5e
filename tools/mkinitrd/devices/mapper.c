// SPDX-License-Identifier: GPL-2.0
/* Device-mapper devices: the prefix of the UUID identifies the program that created the device. */
#include "tools/mkinitrd/devices/mapper.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/devices/cipher.h"

/*
 * Container types (fs/probe.h) of the underlying devices. Multipath is not supported: each path
 * looks like the whole disk, and /init would use the first.
 */
static const struct {
	const char *uuid, *type;
} makers[] = {
	{"CRYPT-LUKS*", "crypto_LUKS"},
	{"CRYPT-VERITY-*", "DM_verity_hash"},
	{"LVM-*", "LVM2_member"},
};
enum { MAKERS = sizeof(makers) / sizeof(makers[0]) };

/*
 * Targets, which are not in /sys. For LVM they follow from suffixes of UUIDs and names
 * (lib/activate/dev_manager.c of LVM 2.03).
 */
static const struct {
	const char *attribute, *pattern, *module;
} targets[] = {
	{"uuid", "CRYPT-[!V]*", "dm_crypt"},     {"uuid", "CRYPT-VERITY-*", "dm_verity"},
	{"uuid", "LVM-*-real", "dm_snapshot"},   {"uuid", "LVM-*-cow", "dm_snapshot"},
	{"uuid", "LVM-*-tpool", "dm_thin_pool"}, {"uuid", "LVM-*-vpool", "dm_vdo"},
	{"name", "*_rimage_[0-9]*", "dm_raid"},  {"name", "*_mimage_[0-9]*", "dm_mirror"},
	{"name", "*_imeta", "dm_integrity"},     {"name", "*_corig", "dm_cache"},
	{"name", "*_wcorig", "dm_writecache"},
};
enum { TARGETS = sizeof(targets) / sizeof(targets[0]) };

static void need_targets(struct walk *walk, const char *mapper, const char *chain)
{
	walk_need(walk, "dm_mod", "device mapper", chain);
	for (size_t i = 0; i < TARGETS; i++) {
		char *value = host_text(walk->host, mapper, targets[i].attribute);

		if (value && fnmatch(targets[i].pattern, value, 0) == 0)
			walk_need(walk, targets[i].module, value, chain);
		free(value);
	}
}

static int need_maker(struct walk *walk, const char *uuid, const char *chain)
{
	for (size_t i = 0; i < MAKERS; i++) {
		if (fnmatch(makers[i].uuid, uuid, 0) == 0) {
			walk_need_helper(walk, makers[i].type, chain);
			return 0;
		}
	}
	return walk_stop(walk, "%s: unsupported device-mapper device (%s)", chain,
			 *uuid ? uuid : "no UUID");
}

/*
 * Records a LUKS volume of the root for the image's crypttab. The UUID of the mapping is
 * "CRYPT-LUKS2-UUID-NAME", without the '-' in UUID (dm_prepare_uuid() of cryptsetup 2.6).
 */
static void note_volume(struct walk *walk, const char *uuid, const char *mapper)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *id = strncmp(uuid, "CRYPT-LUKS", 10) == 0 ? strchr(uuid + 10, '-') : NULL;
	char *name = host_text(walk->host, mapper, "name"), *line;

	bool root = walk->purpose == NEED_ROOT || walk->purpose == NEED_OTHER_ROOT;

	if (name && id && strspn(id + 1, digits) == 32 && root) {
		id++;
		line = alloc_text("%s UUID=%.8s-%.4s-%.4s-%.4s-%.12s", name, id, id + 8, id + 12,
				  id + 16, id + 20);
		if (!list_has(&walk->needs->volumes, line))
			list_add(&walk->needs->volumes, line);
		free(line);
	}
	free(name);
}

int mapper_walk(struct walk *walk, const char *disk, const char *chain)
{
	char *mapper = alloc_text("%s/dm", disk);
	char *uuid = host_text(walk->host, mapper, "uuid");
	int result = need_maker(walk, uuid ? uuid : "", chain);

	if (result == 0)
		need_targets(walk, mapper, chain);
	if (uuid && fnmatch("CRYPT-[!V]*", uuid, 0) == 0) {
		note_volume(walk, uuid, mapper);
		cipher_walk(walk, chain);
	}
	free(uuid);
	free(mapper);
	return result;
}
