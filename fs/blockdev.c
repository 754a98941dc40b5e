// SPDX-License-Identifier: GPL-2.0
#include "fs/blockdev.h"

#include <errno.h>
#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { PATH_SIZE = sizeof("/sys/class/block//queue/logical_block_size") + BLOCKDEV_NAME_SIZE };

/* `name` must fit BLOCKDEV_NAME_SIZE; the longest attribute then fits too. */
static void attribute_path(const char *name, const char *attribute, char *to)
{
	text_format(to, PATH_SIZE, "/sys/class/block/%s/%s", name, attribute);
}

static int read_number(const char *name, const char *attribute, uint64_t max, uint64_t *ret_value)
{
	char path[PATH_SIZE], buf[24];
	long len;

	attribute_path(name, attribute, path);
	len = file_read_value(path, buf, sizeof(buf));
	return len < 0 ? (int)len : text_number(buf, 10, max, ret_value);
}

/* On error: not removable. The value only helps to choose among disks. */
static bool read_removable(const char *name)
{
	uint64_t value = 0;

	(void)read_number(name, "removable", 1, &value);
	return value;
}

static int set_u32(const char *text, uint32_t *ret_value)
{
	uint64_t value;
	int err = text_number(text, 10, UINT32_MAX, &value);

	if (!err)
		*ret_value = value;
	return err;
}

/* Parses one KEY=value line of the uevent file; unknown keys are ignored. */
static int set_by_uevent(struct blockdev *dev, const char *line)
{
	const char *value;

	if ((value = text_after(line, "MAJOR=")))
		return set_u32(value, &dev->major);
	if ((value = text_after(line, "MINOR=")))
		return set_u32(value, &dev->minor);
	if ((value = text_after(line, "PARTN=")))
		return set_u32(value, &dev->partition);
	if ((value = text_after(line, "PARTNAME=")))
		return text_copy(dev->partlabel, sizeof(dev->partlabel), value);
	if ((value = text_after(line, "PARTUUID="))) /* since 6.13 */
		return text_copy(dev->partuuid, sizeof(dev->partuuid), value);
	return 0;
}

/* The kernel's limit for all variables of a device (lib/kobject_uevent.c, 6.1), one per line. */
enum { UEVENT_FILE_SIZE = 2048 + 1 };

static int read_uevent(struct blockdev *dev)
{
	char path[PATH_SIZE], text[UEVENT_FILE_SIZE], *line = text;
	int err = 0;
	long len;

	attribute_path(dev->name, "uevent", path);
	len = file_read(path, text, sizeof(text));
	if (len < 0)
		return len;
	while (!err && line) {
		char *newline = strchr(line, '\n');

		if (newline)
			*newline++ = '\0';
		err = set_by_uevent(dev, line);
		line = newline;
	}
	return err;
}

/* Cuts off the last component of a path and returns it; NULL if there is none. */
static char *cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return NULL;
	*slash = '\0';
	return slash + 1;
}

/*
 * The link in /sys/class/block points to .../block/sda/sda1: the parent of a partition is its disk.
 */
static int read_disk(struct blockdev *dev)
{
	char path[PATH_SIZE], link[1024];
	const char *disk;
	ssize_t len;

	text_format(path, sizeof(path), "/sys/class/block/%s", dev->name);
	len = sys_readlink(SYS_CWD, path, link, sizeof(link));
	if (len < 0)
		return len;
	if (len == sizeof(link))
		return -ENAMETOOLONG;
	link[len] = '\0';
	disk = cut_last(link) ? cut_last(link) : NULL;
	return disk ? text_copy(dev->disk, sizeof(dev->disk), disk) : -EINVAL;
}

/* Exists for every device-mapper device and no other. */
static int read_mapper(struct blockdev *dev)
{
	char path[PATH_SIZE];
	long len;

	if (!text_after(dev->name, "dm-"))
		return 0;
	attribute_path(dev->name, "dm/name", path);
	len = file_read_value(path, dev->mapper, sizeof(dev->mapper));
	return len < 0 ? len : 0;
}

enum { SECTOR = 512 }; /* unit of /sys, for every device */

int blockdev_read(const char *name, struct blockdev *ret_dev)
{
	struct blockdev dev = {.name = ""};
	uint64_t sectors = 0;
	int err;

	if (!*name || *name == '.' || strchr(name, '/') ||
	    text_copy(dev.name, sizeof(dev.name), name))
		return -EINVAL;
	err = read_uevent(&dev);
	if (!err && dev.partition)
		err = read_disk(&dev);
	if (!err)
		err = read_mapper(&dev);
	if (!err)
		err = read_number(name, "size", UINT64_MAX / SECTOR, &sectors);
	if (err)
		return err;
	dev.size = sectors * SECTOR;
	dev.removable = !dev.partition && read_removable(name);
	*ret_dev = dev;
	return 0;
}

int blockdev_sector(const struct blockdev *disk, uint32_t *ret_sector)
{
	uint64_t sector;
	int err = read_number(disk->name, "queue/logical_block_size", UINT32_MAX, &sector);

	if (!err)
		*ret_sector = sector;
	return err;
}

/* 512 if it is unknown: still a disk. */
uint32_t blockdev_probe_sector(const struct blockdev *dev)
{
	uint32_t sector = 512;

	if (dev->partition || *dev->mapper)
		return 0;
	(void)blockdev_sector(dev, &sector);
	return sector;
}

int blockdev_path(const struct blockdev *dev, char *to, size_t size)
{
	int len = text_format(to, size, "/dev/%s", dev->name);

	for (int i = 0; i < len; i++)
		if (to[i] == '!')
			to[i] = '/';
	return len;
}
