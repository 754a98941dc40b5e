// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/machine/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Finds a device-mapper device by the name in dm/name. */
static bool find_mapper(const struct host *host, const char *name, char *ret_device)
{
	static const char disks[] = "/sys/class/block";
	struct list names = {0};
	bool found = false;

	host_list(host, disks, "dm-*", &names);
	for (size_t i = 0; i < names.count && !found; i++) {
		char *known = NULL;

		if (host_follow(host, disks, names.item[i], ret_device))
			known = host_text(host, ret_device, "dm/name");
		found = known && strcmp(known, name) == 0;
		free(known);
	}
	list_free(&names);
	return found;
}

/* In /sys, /dev/cciss/c0d0 is "cciss!c0d0". */
static bool find_kernel_name(const struct host *host, const char *name, char *ret_device)
{
	char *known = alloc_text("%s", name);
	bool found;

	for (char *c = known; *c; c++)
		*c = *c == '/' ? '!' : *c;
	found = host_follow(host, "/sys/class/block", known, ret_device);
	free(known);
	return found;
}

/* The mapper name of /dev/VG/LV is VG-LV; each '-' in VG and LV is doubled. */
static bool find_volume(const struct host *host, const char *name, char *ret_device)
{
	char *mapper = alloc(2 * strlen(name) + 1), *to = mapper;
	bool found;

	for (; *name; name++) {
		*to++ = *name == '/' || *name == '!' ? '-' : *name;
		if (*name == '-')
			*to++ = '-';
	}
	found = find_mapper(host, mapper, ret_device);
	free(mapper);
	return found;
}

/* A link created by udev points to the kernel's name, which is not a link. */
static bool find_node(const struct host *host, const char *node, char *ret_device)
{
	char path[PATH_MAX];

	if (!host_follow(host, "", node, path))
		snprintf(path, sizeof(path), "%s", node);
	if (strncmp(path, "/dev/mapper/", 12) == 0)
		return find_mapper(host, path + 12, ret_device);
	if (strncmp(path, "/dev/", 5) != 0)
		return false;
	return find_kernel_name(host, path + 5, ret_device) ||
	       (strpbrk(path + 5, "/!") && find_volume(host, path + 5, ret_device));
}

/* Forms of root= for file systems and partitions, and udev's directories of links for them. */
static const struct {
	const char *tag, *dir;
} tags[] = {
	{"UUID=", "/dev/disk/by-uuid"},
	{"LABEL=", "/dev/disk/by-label"},
	{"PARTUUID=", "/dev/disk/by-partuuid"},
	{"PARTLABEL=", "/dev/disk/by-partlabel"},
};
enum { TAGS = sizeof(tags) / sizeof(tags[0]) };

/* Encodes like udev: \xHH, except for these and UTF-8 (encode_devnode_name() of systemd). */
static char *encode(const char *value)
{
	static const char plain[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "#+-.:=@_";
	char *name = alloc(4 * strlen(value) + 1), *to = name;

	for (; *value; value++) {
		bool is_plain = strchr(plain, *value) || (*value & 0x80);

		to += sprintf(to, is_plain ? "%c" : "\\x%02x", *value);
	}
	return name;
}

static bool find_tag(const struct host *host, const char *name, char *ret_device)
{
	bool found = false;

	for (size_t i = 0; i < TAGS && !found; i++) {
		size_t len = strlen(tags[i].tag);
		char *link, *node;

		if (strncmp(name, tags[i].tag, len) != 0)
			continue;
		link = encode(name + len);
		node = alloc_text("%s/%s", tags[i].dir, link);
		found = find_node(host, node, ret_device);
		free(node);
		free(link);
	}
	return found;
}

static bool find_any(const struct host *host, const char *name, char *ret_device)
{
	if (name[0] == '/')
		return find_node(host, name, ret_device);
	if (strspn(name, "0123456789:") == strlen(name))
		return host_follow(host, "/sys/dev/block", name, ret_device);
	return find_tag(host, name, ret_device);
}

/* If the kernel itself mounted the root, it calls the device of root= /dev/root. */
bool find_device(const struct host *host, const char *name, char *ret_device)
{
	char *root;
	bool found;

	if (strcmp(name, "/dev/root") != 0)
		return find_any(host, name, ret_device);
	root = host_param(host, "root");
	found = root && find_any(host, root, ret_device);
	free(root);
	return found;
}
