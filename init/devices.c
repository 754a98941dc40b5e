// SPDX-License-Identifier: GPL-2.0
#include "init/devices.h"

#include <errno.h>
#include <string.h>

#include "fs/partition.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/*
 * What a child writes: shorter than PIPE_BUF, and so in one piece. id.type is a pointer that is as
 * good here as there, since the child is a copy of this process.
 */
struct report {
	unsigned device;
	int error; /* 0, or 1 where nothing was recognised, or -errno */
	struct fs_id id;
	struct blockdev dev; /* as it was, and a partition's names */
};

int devices_open(struct devices *d)
{
	return sys_pipe(d->report);
}

static struct device *find(struct devices *d, const char *name)
{
	for (unsigned i = 0; i < d->count; i++)
		if (d->list[i].state != DEVICE_GONE && text_equal(d->list[i].dev.name, name))
			return &d->list[i];
	return NULL;
}

/* The child: nothing of it comes back but the report. */
static _Noreturn void look(struct devices *d, struct device *device)
{
	struct report report = {.device = device - d->list, .dev = device->dev};
	char path[BLOCKDEV_NAME_SIZE + 8];
	int fd;

	fd = blockdev_path(&device->dev, path, sizeof(path));
	if (fd >= 0)
		fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	report.error = fd < 0 ? fd : probe_device(fd, device->dev.size, &report.id);
	(void)partition_read(&report.dev); /* without them it may still be what is looked for */
	sys_exit(sys_write(d->report[1], &report, sizeof(report)) != sizeof(report));
}

/* An empty drive (an unused loop device, a card reader) has nothing to be looked at. */
static void start_look(struct devices *d, struct device *device)
{
	pid_t pid;

	memset(&device->id, 0, sizeof(device->id));
	device->look = 0;
	device->state = DEVICE_KNOWN;
	if (!device->dev.size)
		return;
	device->state = DEVICE_LOOKING;
	pid = sys_fork();
	if (pid == 0)
		look(d, device);
	if (pid < 0) {
		device->state = DEVICE_FAILED;
		device->error = pid;
		return;
	}
	device->look = pid;
}

/* An old entry of the same name, or one that is free, or a new one; NULL: the list is full. */
static struct device *place_for(struct devices *d, const char *name)
{
	struct device *device = find(d, name);

	for (unsigned i = 0; !device && i < d->count; i++)
		if (d->list[i].state == DEVICE_GONE && !d->list[i].look)
			device = &d->list[i];
	if (!device && d->count < DEVICES)
		device = &d->list[d->count++];
	return device;
}

static void take(struct devices *d, const struct blockdev *dev)
{
	struct device *device = place_for(d, dev->name);

	if (!device) {
		d->full = true;
		return;
	}
	device->again = device->look; /* it is being looked at; what has changed comes after that */
	if (device->look)
		return;
	device->dev = *dev;
	start_look(d, device);
}

void devices_add(struct devices *d, const char *name)
{
	struct blockdev dev;

	if (!blockdev_read(name, &dev)) /* else it is gone again, which is announced too */
		take(d, &dev);
}

void devices_remove(struct devices *d, const char *name)
{
	struct device *device = find(d, name);

	if (device)
		device->state = DEVICE_GONE;
}

static bool is_same(const struct blockdev *a, const struct blockdev *b)
{
	return a->major == b->major && a->minor == b->minor && a->size == b->size;
}

static int take_if_new(void *context, const char *name, unsigned char type)
{
	struct devices *d = context;
	const struct device *known = find(d, name);
	struct blockdev dev;

	(void)type; /* links */
	if (!blockdev_read(name, &dev) && !(known && is_same(&known->dev, &dev)))
		take(d, &dev);
	return 0;
}

int devices_scan(struct devices *d)
{
	struct blockdev dev;
	int err;

	for (unsigned i = 0; i < d->count; i++) {
		err = blockdev_read(d->list[i].dev.name, &dev);
		if (err == -ENOENT || err == -ENODEV)
			d->list[i].state = DEVICE_GONE;
	}
	err = file_each(SYS_CWD, "/sys/class/block", take_if_new, d);
	return err == -ENOENT ? 0 : err; /* a kernel without block devices so far */
}

static void take_report(struct devices *d, const struct report *report)
{
	struct device *device;

	if (report->device >= d->count)
		return;
	device = &d->list[report->device];
	if (device->state != DEVICE_LOOKING)
		return;
	device->id = report->id;
	device->dev = report->dev;
	device->error = report->error < 0 ? report->error : 0;
	device->state = report->error < 0 ? DEVICE_FAILED : DEVICE_KNOWN;
}

void devices_reports(struct devices *d)
{
	struct pollfd fd = {.fd = d->report[0], .events = POLLIN};
	struct report report;

	while (sys_poll(&fd, 1, 0) > 0) {
		if (sys_read(fd.fd, &report, sizeof(report)) != sizeof(report))
			return;
		take_report(d, &report);
	}
}

bool devices_reaped(struct devices *d, pid_t pid)
{
	for (unsigned i = 0; i < d->count; i++) {
		if (d->list[i].look != pid)
			continue;
		d->list[i].look = 0;
		devices_reports(d); /* its report may still be in the pipe */
		if (d->list[i].state == DEVICE_LOOKING) {
			d->list[i].state = DEVICE_FAILED;
			d->list[i].error = -EIO;
		}
		if (d->list[i].again)
			devices_add(d, d->list[i].dev.name);
		return true;
	}
	return false;
}

bool devices_looking(const struct devices *d)
{
	for (unsigned i = 0; i < d->count; i++)
		if (d->list[i].state == DEVICE_LOOKING)
			return true;
	return false;
}
