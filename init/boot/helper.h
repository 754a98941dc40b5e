/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The helpers of the image, /lib/gangway/TYPE: how one is started for a device, which are running,
 * and what the exit status means for the device. The contract is CONTAINERS in gangway-init(8).
 */
#ifndef INIT_BOOT_HELPER_H
#define INIT_BOOT_HELPER_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/blockdev.h"
#include "init/boot/child.h"

struct boot;
struct device;

enum helper_mode { HELPER_ALONE, HELPER_ASK, HELPER_DEGRADED };

/* A helper that is running, or a free slot: child.pid is 0. */
struct helper {
	struct child child; /* must be first: child.h passes it back */
	enum helper_mode mode;
	char name[BLOCKDEV_NAME_SIZE]; /* its device */
	int64_t heard;                 /* when it was started, or last seen to ask the user */
};

/* Helpers that may run at a time. */
enum { HELPERS = 8 };

struct helpers {
	int64_t busy;        /* since when at least one has been running */
	int64_t degraded_at; /* when the time for missing devices is over */
	bool announced;      /* the degraded start has been announced */
	struct helper list[HELPERS];
};

/* A free slot; NULL: as many run as may. */
struct helper *helper_find_free(struct helpers *h);
/* Whether any helper is running, or one for this device. */
bool helper_any(const struct helpers *h);
bool helper_runs_for(const struct helpers *h, const char *device);

/* How to run a helper. */
struct helper_plan {
	enum helper_mode mode;
	const char *root; /* GANGWAY_ROOT in its environment: the root= that is waited for */
	void (*ended)(struct boot *b, struct child *c);
};

/*
 * Starts the helper for the type of a device; it is added to the running children. -EAGAIN: no
 * process can be started now; -ENOENT: the image has no helper for it; -EACCES: the helper is not
 * an executable file.
 */
int helper_start(struct child **children, struct helper *helper, const struct device *d,
		 const struct helper_plan *how);

/* Exit statuses: gangway-init(8). */
enum {
	HELPER_LACKS_DEVICES = 75, /* EX_TEMPFAIL of sysexits.h */
	HELPER_ASK_FIRST = 100,    /* to HELPER_ASK_LAST: requests the mode ask; the lowest first */
	HELPER_NOT_RUN = 127,      /* as in a shell; no request to ask */
	HELPER_ASK_LAST = 199,
};
/* That of the last run. -1: not a container, not run, no helper, or killed by a signal. */
int helper_status(const struct device *d);
bool helper_lacks_devices(const struct device *d);
bool helper_asks(const struct device *d);

/* Logs why the helper has not set up the device, if that is known. */
void helper_log(const struct device *d);

#endif
