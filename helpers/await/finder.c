// SPDX-License-Identifier: GPL-2.0
#include "helpers/await/finder.h"

#include <errno.h>
#include <string.h>

#include "drivers-load/devices/uevent.h"
#include "fs/partition.h"
#include "fs/probe.h"
#include "fs/stack.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds that a disk has to respond after the time is over. */
enum { TRIAL = 2 };

static const struct rootspec *wanted;

int finder_parse(const char *text, struct rootspec *ret_spec)
{
	int err = rootspec_parse(text, ret_spec);

	if (!err && (ret_spec->kind == ROOT_GPT_AUTO || ret_spec->offset))
		err = -EOPNOTSUPP;
	return err;
}

/* Each device is tried by a process of its own: a disk that does not respond blocks only that one. */
static struct {
	int results[2];   /* a pipe, which gets a struct found_device */
	unsigned running; /* processes */
} trials;

/* ---- one device ---------------------------------------------------------------------------- */

static int open_device(const struct blockdev *dev)
{
	char path[BLOCKDEV_NAME_SIZE + sizeof("/dev/")];

	blockdev_path(dev, path, sizeof(path)); /* fits */
	return sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
}

static int probe(const struct blockdev *dev, int fd, struct fs_id *id)
{
	return probe_device(fd, dev->size, blockdev_probe_sector(dev), id);
}

static int describe(void *context, const struct partition *partition)
{
	struct blockdev *dev = context;

	if (partition->number == dev->partition)
		partition_describe(partition, dev);
	return 0;
}

/*
 * Completes the description of a partition from the table, which the kernel does not report before
 * 6.13. Returns whether its disk is not a container.
 */
static bool check_disk(struct blockdev *dev)
{
	struct blockdev disk;
	struct fs_id id = {0};
	int fd = blockdev_read(dev->disk, &disk) ? -1 : open_device(&disk);
	bool good;

	if (fd < 0)
		return false;
	(void)partition_each(&disk, fd, describe, dev); /* it has another table, or none */
	good = probe(&disk, fd, &id) || !id.container;
	sys_close(fd);
	return good;
}

static bool report_match(const struct blockdev *dev, const struct fs_id *id)
{
	struct found_device found = {0};

	if (!id->type || !probe_is_mountable(id) || !rootspec_matches(wanted, dev, id))
		return false;
	blockdev_path(dev, found.path, sizeof(found.path)); /* both fit */
	(void)text_copy(found.type, sizeof(found.type), id->type);
	return sys_write(trials.results[1], &found, sizeof(found)) == sizeof(found);
}

static bool is_wanted(const char *name)
{
	struct blockdev dev;
	struct fs_id id = {0};
	bool found;
	int fd;

	if (blockdev_read(name, &dev) || !dev.size || stack_is_held(name) || stack_is_inner(&dev) ||
	    stack_is_snapshot(&dev) || (dev.partition && !check_disk(&dev)))
		return false;
	fd = open_device(&dev);
	found = fd >= 0 && !probe(&dev, fd, &id) && report_match(&dev, &id);
	if (fd >= 0)
		sys_close(fd);
	return found;
}

/* ---- all devices --------------------------------------------------------------------------- */

/* The output of the caller is not kept open: a shell reads it to its end. */
static int try_device(void *context, const char *name, unsigned char type)
{
	pid_t pid = sys_fork();

	(void)context;
	(void)type;
	if (pid == 0) {
		sys_close(1);
		sys_close(2);
		sys_exit(!is_wanted(name));
	}
	trials.running += pid > 0;
	return 0; /* it is not tried if there is no memory for a process */
}

static void try_all(void)
{
	(void)file_each(SYS_CWD, "/sys/class/block", try_device, NULL); /* then there are none */
}

static void take_events(int uevents)
{
	static char buf[UEVENT_SIZE];
	struct uevent event;
	int err;

	while (!(err = uevent_next(uevents, buf, &event)))
		if (text_equal(event.subsystem, "block") && !text_equal(event.action, "remove"))
			(void)try_device(NULL, strrchr(event.devpath, '/') + 1, 0);
	if (err == -ENOBUFS) /* events were lost */
		try_all();
}

/* The socket is open before /sys is read, so no device is missed. */
int finder_wait(const struct rootspec *spec, int seconds, struct found_device *ret_found)
{
	struct pollfd fds[] = {{.fd = -1, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
	int err = sys_signals_init(), status;
	int64_t end, left;

	if (!err)
		err = sys_pipe(trials.results);
	if (err)
		return err;
	wanted = spec;
	fds[0].fd = uevent_open();
	fds[1].fd = trials.results[0];
	end = sys_now() + (fds[0].fd < 0 ? 0 : seconds) * SYS_SECOND;
	try_all();
	do {
		while (sys_reap(&status) > 0)
			trials.running--;
		left = end - sys_now();
		if (left < 0)
			left = trials.running ? left + TRIAL * SYS_SECOND : 0;
		if (sys_poll(fds, 2, left > 0 ? left : 0) > 0 && fds[1].revents &&
		    sys_read(fds[1].fd, ret_found, sizeof(*ret_found)) == sizeof(*ret_found))
			return 0;
		take_events(fds[0].fd);
	} while (left > 0);
	if (trials.running)
		return -EBUSY;
	return fds[0].fd < 0 ? fds[0].fd : -ETIMEDOUT;
}

const char *finder_error(int err)
{
	switch (err) {
	case -ETIMEDOUT:
		return "did not appear";
	case -EBUSY:
		return "did not appear, and a disk does not respond";
	default:
		return error_text(err);
	}
}
