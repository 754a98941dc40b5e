/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The block devices that have appeared, and their contents.
 *
 * A separate process probes each device when it appears and when the kernel announces a change, so
 * that a disk that does not respond does not delay the others. The processes report through one
 * pipe; the probe of a disk also reports the partition table. At most DEVICES_PROBES probes run at
 * a time, not counting those that started more than a second ago; other devices wait.
 */
#ifndef INIT_DEVICES_DEVICES_H
#define INIT_DEVICES_DEVICES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fs/blockdev.h"
#include "fs/probe.h"

enum { DEVICES = 1024, DEVICES_PROBES = 32 };

enum device_state {
	DEVICE_QUEUED,  /* to be probed */
	DEVICE_PROBING, /* its probe has not reported yet */
	DEVICE_KNOWN,   /* `id` describes its content; type NULL: unknown content */
	DEVICE_FAILED,  /* it could not be read: `error` */
	DEVICE_GONE,    /* it was removed */
};

struct device {
	struct blockdev dev;
	enum device_state state;
	struct fs_id id;
	int error;       /* -errno */
	pid_t probe_pid; /* the probing process; 0: none */
	int64_t began;   /* when the probe started */
	bool changed;    /* since then: it is probed again */
	bool announced;  /* since then: it is probed again if it could not be read */
	int64_t again;   /* when to probe it again, if it failed or is an empty drive */
	unsigned tries;  /* number of such probes since it was announced */
	uint64_t seq;    /* of its disk, when it was probed: devprobe_seq() */
	bool bad;        /* it was tried as root, and could not be mounted */
	bool opened;     /* a container whose helper was started: containers.h */
	int opening;     /* the helper's wait status; below 0: it could not be started */
	bool degraded;   /* the helper was run in mode degraded */
};

/* Whether its content is known, and provides other devices. */
bool device_is_container(const struct device *d);

/* Whether a device may be the root, or provide it. */
enum chance { CHANCE_NONE, CHANCE_SOME, CHANCE_NAMED };
typedef enum chance chance_fn(const void *context, const struct device *device);

/*
 * If there are more devices than entries, devices that cannot be the root are replaced: empty and
 * tiny ones, RAM disks and loop devices, then partitions with other content.
 */
struct devices {
	struct device list[DEVICES];
	unsigned count;
	chance_fn *chance; /* NULL: each has some */
	const void *context;
	unsigned ignored, scans; /* ignored since the last scan; scans for these */
	bool full;               /* it was logged that the list is full */
	int report[2]; /* the pipe; both ends stay open, so that it never reports end of file */
};

int devices_open(struct devices *d);
/*
 * The events of class block; `name` as in /sys/class/block. A device that is added but already
 * known, from the partition table or from a scan, is probed again only if its probe failed.
 */
void devices_add(struct devices *d, const char *name);
void devices_change(struct devices *d, const char *name);
void devices_remove(struct devices *d, const char *name);
/* The present devices in turn: begin with NULL; NULL is returned after the last. */
struct device *devices_next(const struct devices *d, const struct device *device);
/* The present device of that name; NULL: none. */
struct device *devices_find(const struct devices *d, const char *name);
/* Adds the devices of /sys that are not in the list, and marks those that are gone. */
int devices_scan(struct devices *d);
/* Whether it was probed, or cannot be: one failure may be transient. */
bool devices_probed(const struct device *device);
/*
 * Starts probes of queued devices, of devices whose probe failed, and of empty drives, for which
 * the kernel announces nothing unless they are opened. Returns the microseconds after which to call
 * it again, when a running probe stops counting or a failed fork() may succeed; below 0: no need.
 */
int64_t devices_start(struct devices *d);
/* Probes all devices again: the user may have changed them in the shell. */
void devices_again(struct devices *d);
/* Processes the reports that have arrived. */
void devices_reports(struct devices *d);
/* Whether `pid` was a probe; one that died without a report has failed. */
bool devices_reaped(struct devices *d, pid_t pid);
/* Whether a device is still to be probed or its probe is running. */
bool devices_probing(const struct devices *d);

#endif
