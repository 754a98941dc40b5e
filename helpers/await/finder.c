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

/* What is awaited. */
static struct {
	struct finder_wish *wishes;
	unsigned count;
	bool raw;             /* any content counts, and whatever holds it */
	const char *existing; /* a name in the device mapper that does not count then */
} wanted;

int finder_parse(const char *text, struct rootspec *ret_spec)
{
	int err = rootspec_parse(text, ret_spec);

	if (!err && (ret_spec->kind == ROOT_GPT_AUTO || ret_spec->offset))
		err = -EOPNOTSUPP;
	return err;
}

/* A separate process probes each device: a disk that does not respond blocks only that one. */
static struct {
	int results[2];   /* a pipe, which gets a struct attempt_result */
	unsigned running; /* processes */
	bool missed;      /* a device could not be tried */
} attempts;

struct attempt_result {
	unsigned wish;
	struct found_device found;
};

/* ---- one device ---------------------------------------------------------------------------- */

static int open_device(const struct blockdev *dev)
{
	char path[BLOCKDEV_NAME_SIZE + sizeof("/dev/")];

	blockdev_path(dev, path, sizeof(path)); /* fits */
	return sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
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
	good = finder_probe(&disk, fd, &id) || !id.container;
	sys_close(fd);
	return good;
}

/* A container does not match by its UUID, because it is not mounted. */
static bool matches(const struct finder_wish *wish, const struct blockdev *dev,
		    const struct fs_id *id)
{
	struct fs_id content = *id;

	if (!wanted.raw)
		return id->type && probe_is_mountable(id) && rootspec_matches(&wish->spec, dev, id);
	content.container = false;
	content.type = NULL; /* it need not be mountable: swap */
	return rootspec_matches(&wish->spec, dev, &content);
}

static bool report_matches(const struct blockdev *dev, const struct fs_id *id)
{
	struct attempt_result result = {0};
	bool reported = false;

	blockdev_path(dev, result.found.path, sizeof(result.found.path)); /* both fit */
	if (id->type)
		(void)text_copy(result.found.type, sizeof(result.found.type), id->type);
	result.found.shared = id->members;
	for (; result.wish < wanted.count; result.wish++)
		if (matches(&wanted.wishes[result.wish], dev, id))
			reported = sys_write(attempts.results[1], &result, sizeof(result)) ==
				   sizeof(result);
	return reported;
}

static bool may_be_wanted(const char *name, struct blockdev *ret_dev)
{
	if (blockdev_read(name, ret_dev) || !ret_dev->size)
		return false;
	if (wanted.raw)
		return !wanted.existing || !text_equal(ret_dev->mapper, wanted.existing);
	return !stack_is_held(name) && !stack_is_inner(ret_dev) && !stack_is_snapshot(ret_dev);
}

static bool is_wanted(struct blockdev *dev)
{
	struct fs_id id = {0};
	int fd, unknown;

	if (dev->partition && !check_disk(dev))
		return false;
	fd = open_device(dev);
	if (fd < 0)
		return false;
	unknown = finder_probe(dev, fd, &id);
	sys_close(fd);
	return (!unknown || (unknown > 0 && wanted.raw)) && report_matches(dev, &id);
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

/* Whether there were any. */
static bool take_results(void)
{
	struct pollfd results = {.fd = attempts.results[0], .events = POLLIN};
	struct attempt_result next;
	bool any = false;

	for (; sys_poll(&results, 1, 0) > 0 &&
	       sys_read(results.fd, &next, sizeof(next)) == sizeof(next);
	     any = true)
		take_result(&next.found, &wanted.wishes[next.wish].found);
	return any;
}

static bool all_found(void)
{
	unsigned i = 0;

	while (i < wanted.count && *wanted.wishes[i].found.path)
		i++;
	return i == wanted.count;
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

static int watch(int uevents, int64_t end, void (*progress)(void))
{
	struct pollfd fds[] = {{.fd = uevents, .events = POLLIN},
			       {.fd = attempts.results[0], .events = POLLIN}};
	int64_t left;

	do {
		bool reaped = reap(), found = take_results();

		if (wanted.raw && all_found())
			return 0;
		if (found && progress)
			progress();
		if (all_found() && sys_now() < end)
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
	return all_found() ? 0 : attempts.running ? -EBUSY : -ETIMEDOUT;
}

static int start(int seconds, void (*progress)(void))
{
	int err = sys_signals_init(), uevents;

	if (!err)
		err = sys_pipe(attempts.results);
	if (err)
		return err;
	uevents = uevent_open(); /* before /sys is read, so that no device is missed */
	try_all();
	err = watch(uevents, sys_now() + (uevents < 0 ? 0 : seconds) * SYS_SECOND, progress);
	if (uevents >= 0)
		sys_close(uevents);
	for (int i = 0; i < 2; i++)
		sys_close(attempts.results[i]); /* of processes that are still running */
	return err == -ETIMEDOUT && uevents < 0 ? uevents : err;
}

int finder_wait(const struct rootspec *spec, int seconds, struct found_device *ret_found)
{
	struct finder_wish wish = {.spec = *spec};
	int err;

	wanted.wishes = &wish;
	wanted.count = 1;
	err = start(seconds, NULL);
	*ret_found = wish.found;
	return err;
}

int finder_wait_raw(struct finder_wish *wishes, unsigned count, const char *existing, int seconds,
		    void (*progress)(void))
{
	wanted.wishes = wishes;
	wanted.count = count;
	wanted.raw = true;
	wanted.existing = existing;
	return start(seconds, progress);
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
