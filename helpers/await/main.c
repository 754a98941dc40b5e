// SPDX-License-Identifier: GPL-2.0
/*
 * /lib/gangway/await of a permanent root: waits for a block device.
 *
 * 	await DEVICE [SECONDS]
 *
 * DEVICE has a form of root=, except gpt-auto and PARTNROFF: LABEL=data. When such a device
 * exists, its path and the type of its file system are printed: "/dev/sda1 ext4". Exit status: 0; 1
 * if it does not appear in time, with a message; 2 if the arguments are invalid.
 *
 * A device that is not to be mounted does not count: a member of an array, a partition on such a
 * member, a device that another one holds, a snapshot.
 */
#include <errno.h>
#include <string.h>

#include "drivers-load/devices/uevent.h"
#include "fs/partition.h"
#include "fs/probe.h"
#include "fs/rootspec.h"
#include "fs/stack.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { SECONDS = 10, SECONDS_MAX = 86400, LINE_SIZE = 512 };

/* Seconds that a disk has to respond after the time is over. */
enum { TRIAL = 2 };

enum { FOUND = 0, NOT_FOUND = 1, USAGE = 2 };

static const char *wanted; /* as on the command line */
static struct rootspec spec;

static int complain(int status, const char *what, const char *why)
{
	char line[LINE_SIZE];
	int len = text_format(line, sizeof(line), "await: %s: %s\n", what, why);

	if (len > 0)
		(void)sys_write(2, line, len); /* there is no other channel */
	return status;
}

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

static bool print_match(const struct blockdev *dev, const struct fs_id *id)
{
	char line[LINE_SIZE];
	int len;

	if (!id->type || !probe_is_mountable(id) || !rootspec_matches(&spec, dev, id))
		return false;
	len = blockdev_path(dev, line, sizeof(line));
	len += text_format(line + len, sizeof(line) - len, " %s\n", id->type);
	return sys_write(1, line, len) == len;
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
	found = fd >= 0 && !probe(&dev, fd, &id) && print_match(&dev, &id);
	if (fd >= 0)
		sys_close(fd);
	return found;
}

/* ---- all devices --------------------------------------------------------------------------- */

/* Each device is tried by a process of its own: a disk that does not respond blocks only that one. */
static struct {
	int results[2];   /* a pipe, which gets the line of the device */
	unsigned running; /* processes */
} trials;

/* The caller's descriptors are not kept open: a shell reads them to their end. */
static int try_device(void *context, const char *name, unsigned char type)
{
	pid_t pid = sys_fork();

	(void)context;
	(void)type;
	if (pid == 0) {
		if (sys_dup2(trials.results[1], 1) < 0 || sys_close(2))
			sys_exit(NOT_FOUND);
		sys_exit(is_wanted(name) ? FOUND : NOT_FOUND);
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

static bool pass_result(void)
{
	char line[LINE_SIZE];
	ssize_t len = sys_read(trials.results[0], line, sizeof(line));
	const char *end = len > 0 ? memchr(line, '\n', len) : NULL; /* of the first of several */

	return end && sys_write(1, line, end + 1 - line) == end + 1 - line;
}

static int give_up(int uevents)
{
	if (trials.running)
		return complain(NOT_FOUND, wanted, "did not appear, and a disk does not respond");
	if (uevents < 0)
		return complain(NOT_FOUND, "cannot receive device events", error_text(uevents));
	return complain(NOT_FOUND, wanted, "did not appear");
}

/* The socket is open before /sys is read, so no device is missed. */
static int wait_for(int seconds)
{
	struct pollfd fds[] = {{.fd = uevent_open(), .events = POLLIN},
			       {.fd = trials.results[0], .events = POLLIN}};
	int64_t end = sys_now() + (fds[0].fd < 0 ? 0 : seconds) * SYS_SECOND, left;
	int status;

	try_all();
	do {
		while (sys_reap(&status) > 0)
			trials.running--;
		left = end - sys_now();
		if (left < 0)
			left = trials.running ? left + TRIAL * SYS_SECOND : 0;
		if (sys_poll(fds, 2, left > 0 ? left : 0) > 0 && fds[1].revents && pass_result())
			return FOUND;
		take_events(fds[0].fd);
	} while (left > 0);
	return give_up(fds[0].fd);
}

int main(int argc, char **argv)
{
	uint64_t seconds = SECONDS;
	int err;

	if (argc < 2 || argc > 3)
		return complain(USAGE, "usage", "await DEVICE [SECONDS]");
	wanted = argv[1];
	err = rootspec_parse(wanted, &spec);
	if (!err && (spec.kind == ROOT_GPT_AUTO || spec.offset))
		err = -EOPNOTSUPP;
	if (err)
		return complain(USAGE, wanted, error_text(err));
	if (argc == 3 && text_number(argv[2], 10, SECONDS_MAX, &seconds))
		return complain(USAGE, argv[2], "not a number of seconds");
	err = sys_signals_init();
	if (!err)
		err = sys_pipe(trials.results);
	return err ? complain(NOT_FOUND, wanted, error_text(err)) : wait_for(seconds);
}
