// SPDX-License-Identifier: GPL-2.0
#include "helpers/await/finder.h"

#include <errno.h>
#include <stdbool.h>
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
enum { RESPONSE = 2 };

static const struct rootspec *wanted;

int finder_parse(const char *text, struct rootspec *ret_spec)
{
	int err = rootspec_parse(text, ret_spec);

	if (!err && (ret_spec->kind == ROOT_GPT_AUTO || ret_spec->offset))
		err = -EOPNOTSUPP;
	return err;
}

/* A separate process probes each device: a disk that does not respond blocks only that one. */
static struct {
	int results[2];   /* a pipe, which gets a struct found_device */
	unsigned running; /* processes */
	bool missed;      /* a device could not be tried */
} attempts;

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
	found.shared = id->shared;
	return sys_write(attempts.results[1], &found, sizeof(found)) == sizeof(found);
}

static bool may_be_wanted(const char *name, struct blockdev *ret_dev)
{
	return !blockdev_read(name, ret_dev) && ret_dev->size && !stack_is_held(name) &&
	       !stack_is_inner(ret_dev) && !stack_is_snapshot(ret_dev);
}

static bool is_wanted(struct blockdev *dev)
{
	struct fs_id id = {0};
	bool found;
	int fd;

	if (dev->partition && !check_disk(dev))
		return false;
	fd = open_device(dev);
	found = fd >= 0 && !probe(dev, fd, &id) && report_match(dev, &id);
	if (fd >= 0)
		sys_close(fd);
	return found;
}

/* ---- all devices --------------------------------------------------------------------------- */

/* The output of the caller is not kept open: a shell reads it to its end. */
static int try_device(void *context, const char *name, unsigned char type)
{
	struct blockdev dev;
	pid_t pid;

	(void)context;
	(void)type;
	if (!may_be_wanted(name, &dev))
		return 0;
	pid = sys_fork();
	if (pid == 0) {
		sys_close(1);
		sys_close(2);
		sys_exit(!is_wanted(&dev));
	}
	attempts.running += pid > 0;
	attempts.missed = attempts.missed || pid < 0;
	return 0;
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

static bool reap(void)
{
	bool any = false;
	int status;

	for (; sys_reap(&status) > 0; any = true)
		attempts.running--;
	return any;
}

/* Of several devices, the first by name: the order of the results varies. */
static void take_result(const struct found_device *next, struct found_device *found)
{
	int order = *found->path ? strcmp(next->path, found->path) : 0;

	found->others = found->others || (order && !(next->shared && found->shared));
	if (*found->path && order >= 0)
		return;
	memcpy(found->path, next->path, sizeof(found->path));
	memcpy(found->type, next->type, sizeof(found->type));
	found->shared = next->shared;
}

static void take_results(struct found_device *found)
{
	struct pollfd results = {.fd = attempts.results[0], .events = POLLIN};
	struct found_device next;

	while (sys_poll(&results, 1, 0) > 0 &&
	       sys_read(results.fd, &next, sizeof(next)) == sizeof(next))
		take_result(&next, found);
}

/* How long to wait on; 0: it is over. */
static int64_t time_left(int64_t end, int64_t now)
{
	if (now < end)
		return end - now;
	return attempts.running && now < end + RESPONSE * SYS_SECOND
		       ? end + RESPONSE * SYS_SECOND - now
		       : 0;
}

static int watch(int uevents, int64_t end, struct found_device *found)
{
	struct pollfd fds[] = {{.fd = uevents, .events = POLLIN},
			       {.fd = attempts.results[0], .events = POLLIN}};
	int64_t left;

	do {
		bool reaped = reap();

		take_results(found);
		if (*found->path && sys_now() < end)
			end = sys_now(); /* other devices have some seconds more */
		if (attempts.missed && reaped) {
			attempts.missed = false;
			try_all();
		}
		left = time_left(end, sys_now());
		if (left)
			(void)sys_poll(fds, 2, left);
		if (sys_signal_taken())
			return -EINTR;
		take_events(uevents);
	} while (left);
	return *found->path ? 0 : attempts.running ? -EBUSY : -ETIMEDOUT;
}

int finder_wait(const struct rootspec *spec, int seconds, struct found_device *ret_found)
{
	int err = sys_signals_init(), uevents;

	*ret_found = (struct found_device){0};
	wanted = spec;
	if (!err)
		err = sys_pipe(attempts.results);
	if (err)
		return err;
	uevents = uevent_open(); /* before /sys is read, so that no device is missed */
	try_all();
	err = watch(uevents, sys_now() + (uevents < 0 ? 0 : seconds) * SYS_SECOND, ret_found);
	if (uevents >= 0)
		sys_close(uevents);
	for (int i = 0; i < 2; i++)
		sys_close(attempts.results[i]); /* of processes that are still running */
	return err == -ETIMEDOUT && uevents < 0 ? uevents : err;
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
