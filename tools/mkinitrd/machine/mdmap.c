// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/machine/mdmap.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

static const char disks[] = "/sys/class/block";

/*
 * Converts md/uuid to mdadm's format: four words separated by colons. md/uuid has the bytes in the
 * order of the superblock (uuid_show(), drivers/md/md.c, 6.1) and is zero for external metadata.
 * The words of 0.90 (`words`) are in the byte order of the machine. NULL: no UUID.
 */
static char *mdadm_uuid(const char *text, bool words)
{
	char hex[33], byte[2];
	size_t len = 0;

	for (; *text && len < 32; text++)
		if (*text != '-')
			hex[len++] = *text;
	hex[len] = '\0';
	if (len != 32 || strspn(hex, "0") == 32)
		return NULL;
	for (size_t i = 0; words && __BYTE_ORDER == __LITTLE_ENDIAN && i < 32; i += 8) {
		for (size_t from = 0; from < 4; from += 2) {
			memcpy(byte, hex + i + from, 2);
			memcpy(hex + i + from, hex + i + 6 - from, 2);
			memcpy(hex + i + 6 - from, byte, 2);
		}
	}
	return alloc_text("%.8s:%.8s:%.8s:%.8s", hex, hex + 8, hex + 16, hex + 24);
}

/* The row of an array, made from /sys: new memory, NULL if the disk is not an array. */
static char *row_of(const struct host *host, const char *name)
{
	char *disk = alloc_text("%s/%s", disks, name);
	char *version = host_text(host, disk, "md/metadata_version");
	char *uuid = host_text(host, disk, "md/uuid"), *id = NULL, *row = NULL;

	if (version && uuid)
		id = mdadm_uuid(uuid, strcmp(version, "0.90") == 0);
	if (id)
		row = alloc_text("%s %s %s\n", name, version, id);
	free(id);
	free(uuid);
	free(version);
	free(disk);
	return row;
}

static bool has_row(const char *map, const char *name)
{
	size_t len = strlen(name);

	for (; map; map = strchr(map, '\n')) {
		map += *map == '\n';
		if (strncmp(map, name, len) == 0 && (map[len] == ' ' || map[len] == '\t'))
			return true;
	}
	return false;
}

char *mdmap_read(const struct host *host)
{
	char *map = host_text(host, "/run/mdadm", "map");
	char *all = alloc_text("%s%s", map ? map : "", map && *map ? "\n" : "");
	struct list names = {0};

	host_list(host, disks, "md[0-9_]*", &names);
	for (size_t i = 0; i < names.count; i++) {
		char *row = has_row(all, names.item[i]) ? NULL : row_of(host, names.item[i]);
		char *longer = alloc_text("%s%s", all, row ? row : "");

		free(row);
		free(all);
		all = longer;
	}
	list_free(&names);
	free(map);
	return all;
}

/* The file has the name for the next boot; the kernel's may be that of an installer. */
char *mdmap_host_name(const struct host *host)
{
	char *text = host_text(host, "/etc", "hostname"), *rest = text, *line, *name = NULL;

	while (!name && rest && (line = strsep(&rest, "\n"))) {
		line += strspn(line, " \t");
		line[strcspn(line, " \t\r")] = '\0';
		if (*line && *line != '#')
			name = alloc_text("%s", line);
	}
	free(text);
	if (!name)
		name = host_text(host, "/proc/sys/kernel", "hostname");
	if (name && (strcmp(name, "(none)") == 0 || strcmp(name, "localhost") == 0)) {
		free(name);
		name = NULL;
	}
	return name;
}
