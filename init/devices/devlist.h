/* SPDX-License-Identifier: GPL-2.0 */
/* The list of block devices that have appeared. devices.h fills it. */
#ifndef INIT_DEVICES_DEVLIST_H
#define INIT_DEVICES_DEVLIST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fs/blockdev.h"
#include "fs/probe.h"

enum { DEVICES = 1024 };

enum device_state {
	DEVICE_QUEUED,  /* to be probed */
	DEVICE_PROBING, /* its probe has not reported yet */
	DEVICE_KNOWN,   /* `id` describes its content; type NULL: unknown content */
	DEVICE_FAILED,  /* it could not be read: `error` */
	DEVICE_GONE,    /* it was removed */
};

struct device {
	enum device_state state;
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
	struct blockdev dev;
	struct fs_id id;
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
	unsigned count;
	chance_fn *chance; /* NULL: each has some */
	const void *context;
	unsigned ignored, scans; /* ignored since the last scan; scans for these */
	bool full;               /* it was logged that the list is full */
	int report[2]; /* the pipe; both ends stay open, so that it never reports end of file */
	struct device list[DEVICES];
};

/* The present devices in turn: begin with NULL; NULL is returned after the last. */
struct device *devlist_next(const struct devices *d, const struct device *device);
/* The present device of that name; NULL: none. */
struct device *devlist_find(const struct devices *d, const char *name);
/* Whether a device is still to be probed or its probe is running. */
bool devlist_probing(const struct devices *d);

/*
 * The entry for a device that has appeared or changed: that of its name, an unused one, or that of
 * a device of lower rank. NULL: the list is full, and `dev` is counted as ignored.
 */
struct device *devlist_entry_for(struct devices *d, const struct blockdev *dev);
/*
 * Whether no probe is needed: it has no medium, or is one of the kernel's 16 RAM disks. These are empty, except
 * for one with the initrd itself, which must be named to be the root.
 */
bool devlist_is_empty(const struct devices *d, const struct device *device);
/* Whether an ordinary device would get an entry of a full list. */
bool devlist_is_replaceable(struct devices *d);

#endif
