/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The block devices that have appeared, and what lies on them.
 *
 * Each is looked at once when it appears, and again when it is announced to have changed, by a
 * child of its own: a disk that never answers holds up nobody. The children report through one
 * pipe; the child of a disk reports what the partition table says, too. Of the children that have
 * begun a moment ago there are at most DEVICES_PROBES; other devices wait for their turn.
 */
#ifndef INIT_DEVICES_H
#define INIT_DEVICES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fs/blockdev.h"
#include "fs/probe.h"

enum { DEVICES = 1024, DEVICES_PROBES = 32 };

enum device_state {
	DEVICE_QUEUED,  /* to be looked at */
	DEVICE_PROBING, /* its child has not reported yet */
	DEVICE_KNOWN,   /* `id` says what lies on it; type NULL: nothing that is known */
	DEVICE_FAILED,  /* it could not be read: `error` */
	DEVICE_GONE,    /* it was removed again */
};

struct device {
	struct blockdev dev;
	enum device_state state;
	struct fs_id id;
	int error;       /* -errno */
	pid_t probe_pid; /* the child; 0: there is none */
	int64_t began;   /* when that was forked */
	bool changed;    /* since then: it is looked at again */
	bool announced;  /* since then: it is looked at again if it could not be read */
	int64_t again;   /* when it is probed once more, if it failed or is an empty drive */
	unsigned tries;  /* how often that has happened since it was announced */
	uint64_t seq;    /* of its disk, when it was probed: devprobe_seq() */
	bool bad;        /* it was tried as the root, and could not be mounted */
	bool opened;     /* a container for which its helper has been started: containers.h */
	int opening;     /* and how that ended, as wait(2) has it; below 0: it was not to be had */
	bool degraded;   /* it was run to start it without devices that are missing */
};

/* Whether a device may be the root, or lead to it. */
enum chance { CHANCE_NONE, CHANCE_SOME, CHANCE_NAMED };
typedef enum chance chance_fn(const void *context, const struct device *device);

/*
 * If there are more devices than the list holds, those that cannot be the root give way: empty and
 * tiny ones, RAM disks and loop devices, then partitions that hold something else.
 */
struct devices {
	struct device list[DEVICES];
	unsigned count;
	chance_fn *chance; /* NULL: each has some */
	const void *context;
	unsigned ignored, scans; /* for want of place, since the last scan; scans for these */
	bool full;               /* it was logged that there were more than the list holds */
	int report[2];           /* the pipe; both ends stay open here, so that it never ends */
};

/* Opens the pipe. */
int devices_open(struct devices *d);
/*
 * The events of class block; `name` as in /sys/class/block. What is added and known already, since
 * its disk's table told of it or a scan came first, is looked at again only where that has failed.
 */
void devices_add(struct devices *d, const char *name);
void devices_change(struct devices *d, const char *name);
void devices_remove(struct devices *d, const char *name);
/* The device of that name that is there; NULL: there is none. */
struct device *devices_find(struct devices *d, const char *name);
/* Looks for devices in /sys that are not in the list, and for those of the list that are gone. */
int devices_scan(struct devices *d);
/* Whether it was probed, or cannot be: one failure may pass. */
bool devices_probed(const struct device *device);
/*
 * Begins looks at devices that wait for one, or whose probe failed, and at empty drives, of which
 * the kernel announces nothing unless they are opened. Returns the microseconds after which to call
 * again whatever happens, since a child that has not answered by then counts no longer, or one that
 * could not be forked may be; below 0: there is no need.
 */
int64_t devices_start(struct devices *d);
/* Probes all anew: a person at the shell may have changed them. */
void devices_again(struct devices *d);
/* Takes the reports that have come. */
void devices_reports(struct devices *d);
/* Whether `pid` was one of the children; one that died without a report has failed. */
bool devices_reaped(struct devices *d, pid_t pid);
/* Whether a device has not been looked at yet, or its child is still looking. */
bool devices_probing(const struct devices *d);

#endif
