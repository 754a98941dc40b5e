// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/machine/find.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"

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
static const struct tag {
	const char *tag, *dir;
	bool any_case; /* as in rootkinds of fs/rootspec.c */
} tags[] = {
	{"UUID=", "/dev/disk/by-uuid", true},
	{"LABEL=", "/dev/disk/by-label", false},
	{"PARTUUID=", "/dev/disk/by-partuuid", true},
	{"PARTLABEL=", "/dev/disk/by-partlabel", false},
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

static int as_it_is(int c)
{
	return c;
}

static bool find_link(const struct host *host, const struct tag *tag, const char *value,
		      int (*convert)(int), char *ret_device)
{
	char *converted = alloc_text("%s", value), *link, *node;
	bool found;

	for (char *c = converted; *c; c++)
		*c = convert((unsigned char)*c);
	link = encode(converted);
	node = alloc_text("%s/%s", tag->dir, link);
	found = find_node(host, node, ret_device);
	free(node);
	free(link);
	free(converted);
	return found;
}

/* The case of a UUID in udev's links depends on the format. */
static bool find_tag(const struct host *host, const char *name, char *ret_device)
{
	for (const struct tag *tag = tags; tag < tags + TAGS; tag++) {
		const char *value = text_after(name, tag->tag);

		if (!value)
			continue;
		return find_link(host, tag, value, as_it_is, ret_device) ||
		       (tag->any_case && (find_link(host, tag, value, tolower, ret_device) ||
					  find_link(host, tag, value, toupper, ret_device)));
	}
	return false;
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

/* ---- root= ---- */

/* Replaces a partition by the one whose number is larger by `offset`; both are in the disk's directory. */
static bool find_sibling(const struct host *host, int offset, char *device)
{
	char *disk = alloc_text("%s", device), *number = host_text(host, device, "partition");
	long wanted = number ? strtol(number, NULL, 10) + offset : 0;
	struct list names = {0};
	bool found = false;

	*strrchr(disk, '/') = '\0';
	if (number)
		host_list(host, disk, "*[0-9]", &names);
	free(number);
	for (size_t i = 0; i < names.count && !found; i++) {
		found = host_follow(host, disk, names.item[i], device);
		number = found ? host_text(host, device, "partition") : NULL;
		found = number && strtol(number, NULL, 10) == wanted;
		free(number);
	}
	list_free(&names);
	free(disk);
	return found;
}

bool find_root(const struct host *host, const struct rootspec *spec, char *ret_device)
{
	const char *prefix = rootkinds[spec->kind].prefix;
	char *name = alloc_text("%s%s", prefix ? prefix : "", spec->value);
	bool found = prefix && find_device(host, name, ret_device);

	free(name);
	return found && (!spec->offset || find_sibling(host, spec->offset, ret_device));
}
