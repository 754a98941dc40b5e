// SPDX-License-Identifier: GPL-2.0
#include "init/devices/devices.h"

#include <errno.h>
#include <string.h>

#include "fs/partition.h"
#include "init/base/log.h"
#include "init/devices/devprobe.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Microseconds after which a probe no longer counts: it sleeps, and only uses memory. */
enum { PROBE_COUNTS = 1000000 };

/* A failed probe is repeated after 1, 2 and 4 s, and every 4 s from then on. */
enum { AGAIN_DOUBLES = 2, FAILURES_THAT_MAY_PASS = 1 };

/* How often /sys is scanned again for devices that were ignored. */
enum { SCANS = 4 };

int devices_open(struct devices *d)
{
	return sys_pipe(d->report);
}

static int start_probe(struct devices *d, struct device *device, int64_t now)
{
	pid_t pid = sys_fork();

	if (pid == 0)
		devprobe_run(&device->dev, device - d->list, d->report[1]);
	if (pid < 0)
		return pid;
	device->probe_pid = pid;
	device->began = now;
	device->changed = device->announced = false;
	device->state = DEVICE_PROBING;
	return 0;
}

static bool is_empty_drive(const struct device *device)
{
	return device->state == DEVICE_KNOWN && !device->dev.size && device->dev.removable;
}

bool devices_probed(const struct device *device)
{
	return device->state == DEVICE_KNOWN ||
	       (device->state == DEVICE_FAILED && device->tries > FAILURES_THAT_MAY_PASS);
}

static void try_later(struct device *device)
{
	unsigned doubles = device->tries < AGAIN_DOUBLES ? device->tries : AGAIN_DOUBLES;

	device->again = sys_now() + (SYS_SECOND << doubles);
	device->tries++;
}

static bool is_tried_later(const struct device *device)
{
	return device->state == DEVICE_FAILED || is_empty_drive(device);
}

static bool waits(const struct device *device, int64_t now)
{
	return !device->probe_pid &&
	       (device->state == DEVICE_QUEUED || (is_tried_later(device) && now >= device->again));
}

/* Microseconds until the next repeated probe; below 0: none. */
static int64_t next_try(const struct devices *d, int64_t now)
{
	int64_t next = -1;

	for (const struct device *device = NULL; (device = devlist_next(d, device));)
		if (is_tried_later(device) && !device->probe_pid &&
		    (next < 0 || device->again - now < next))
			next = device->again - now;
	return next;
}

/* Probes the disk again for the table entry of a partition that appeared after the disk's probe. */
static void ask_disk(struct devices *d, const struct blockdev *partition)
{
	struct device *disk = partition->partition ? devlist_find(d, partition->disk) : NULL;

	if (disk && (disk->state == DEVICE_KNOWN || disk->state == DEVICE_FAILED))
		disk->state = DEVICE_QUEUED;
}

static void take(struct devices *d, const struct blockdev *dev)
{
	struct device *device = devlist_entry_for(d, dev);

	if (!device)
		return;
	device->changed = device->probe_pid; /* a running probe ends first */
	if (device->probe_pid)
		return;
	if (device->state == DEVICE_GONE)
		device->opened = device->degraded = false; /* it is another device now */
	device->dev = *dev;
	device->error = 0;
	device->bad = false;
	device->tries = 0;
	memset(&device->id, 0, sizeof(device->id));
	device->state = DEVICE_QUEUED;
	if (devlist_is_empty(d, device))
		device->state = DEVICE_KNOWN;
	if (!dev->size)
		try_later(device);
	ask_disk(d, dev);
}

void devices_change(struct devices *d, const char *name)
{
	struct blockdev dev;

	if (!blockdev_read(name, &dev)) /* else it is gone, which is announced too */
		take(d, &dev);
}

static bool is_same(const struct blockdev *a, const struct blockdev *b)
{
	return a->major == b->major && a->minor == b->minor && a->size == b->size;
}

static void add(struct devices *d, const char *name)
{
	const struct device *known = devlist_find(d, name);
	struct blockdev dev;

	if (!blockdev_read(name, &dev) && !(known && is_same(&known->dev, &dev)))
		take(d, &dev);
}

/* A probe that began before the device was announced may have been too early. */
void devices_add(struct devices *d, const char *name)
{
	struct device *known = devlist_find(d, name);

	add(d, name);
	if (known && known->state == DEVICE_FAILED)
		devices_change(d, name);
	else if (known)
		known->announced = known->probe_pid;
}

void devices_remove(struct devices *d, const char *name)
{
	struct device *device = devlist_find(d, name);

	if (device)
		device->state = DEVICE_GONE;
}

static int add_entry(void *context, const char *name, unsigned char type)
{
	(void)type; /* links */
	add(context, name);
	return 0;
}

int devices_scan(struct devices *d)
{
	struct blockdev dev;
	int err;

	d->ignored = 0;
	for (struct device *device = NULL; (device = devlist_next(d, device));) {
		err = blockdev_read(device->dev.name, &dev);
		if (err == -ENOENT || err == -ENODEV)
			device->state = DEVICE_GONE;
	}
	err = file_each(SYS_CWD, "/sys/class/block", add_entry, d);
	return err == -ENOENT ? 0 : err; /* the kernel has no block devices yet */
}

/*
 * Scans for ignored devices when all others are probed, since some may be replaced now. The number
 * of scans is limited, because the same devices may be ignored each time.
 */
static void scan_again(struct devices *d)
{
	if (!d->full)
		log_error("more than %d block devices: %u are ignored", DEVICES, d->ignored);
	d->full = true;
	if (d->scans == SCANS || devlist_probing(d) || !devlist_is_replaceable(d))
		return;
	d->scans++;
	(void)devices_scan(d); /* an error was reported for the first scan */
}

int64_t devices_start(struct devices *d)
{
	struct device *end = d->list + d->count;
	int64_t now = sys_now();
	unsigned probes = 0;

	if (d->ignored)
		scan_again(d);
	for (struct device *device = d->list; device < end; device++)
		probes += device->probe_pid && now - device->began < PROBE_COUNTS;
	for (struct device *device = NULL; (device = devlist_next(d, device));) {
		if (!waits(device, now))
			continue;
		if (probes++ >= DEVICES_PROBES || start_probe(d, device, now))
			return PROBE_COUNTS;
	}
	return next_try(d, now);
}

/* Finds the partition by its kernel name, since its own event may still be pending. */
static void take_partition(struct devices *d, const struct blockdev *disk,
			   const struct partition *partition)
{
	char name[BLOCKDEV_NAME_SIZE];
	struct device *device;

	if (partition_name(disk, partition->number, name))
		return;
	if (!devlist_find(d, name))
		add(d, name);
	device = devlist_find(d, name);
	if (device && device->dev.partition == partition->number &&
	    text_equal(device->dev.disk, disk->name))
		partition_describe(partition, &device->dev);
}

static void take_report(struct devices *d, const struct probe_report *report)
{
	struct device *device = report->device < d->count ? &d->list[report->device] : NULL;

	if (!device || device->state != DEVICE_PROBING)
		return;
	if (report->partition.number) {
		take_partition(d, &device->dev, &report->partition);
		return;
	}
	if (!report->error)
		device->id = report->id;
	device->seq = report->seq;
	device->error = report->error < 0 && device->dev.size ? report->error : 0;
	device->state = device->error ? DEVICE_FAILED : DEVICE_KNOWN;
	if (is_tried_later(device))
		try_later(device);
}

void devices_reports(struct devices *d)
{
	struct pollfd fd = {.fd = d->report[0], .events = POLLIN};
	struct probe_report report;

	while (sys_poll(&fd, 1, 0) > 0) {
		if (sys_read(fd.fd, &report, sizeof(report)) != sizeof(report))
			return;
		take_report(d, &report);
	}
}

/* The report may still be in the pipe; a probe without a report has failed. */
static void end_probe(struct devices *d, struct device *device)
{
	device->probe_pid = 0;
	devices_reports(d);
	if (device->state == DEVICE_PROBING) {
		device->state = DEVICE_FAILED;
		device->error = -EIO;
		try_later(device);
	}
	if (!device->dev.size)
		add(d, device->dev.name); /* the probe may have made the kernel notice a medium */
	if (device->changed || (device->announced && device->state == DEVICE_FAILED))
		devices_change(d, device->dev.name);
}

bool devices_reaped(struct devices *d, pid_t pid)
{
	for (unsigned i = 0; i < d->count; i++) {
		if (d->list[i].probe_pid == pid) {
			end_probe(d, &d->list[i]);
			return true;
		}
	}
	return false;
}

void devices_again(struct devices *d)
{
	d->scans = 0;
	for (struct device *device = NULL; (device = devlist_next(d, device));)
		devices_change(d, device->dev.name);
}
