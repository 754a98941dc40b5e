/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System.map where tools look for it: /boot/System.map-R and /lib/modules/R/System.map; with `all`
 * also links at /boot/System.map, /System.map and /usr/src/linux/System.map. Without, links that we
 * have made for another kernel go, since they lead astray.
 *
 * What is there is judged first. A right map stays. A stub, an empty file, and what our stamp says
 * is ours give way to the right one; whatever else is there is somebody's, and is reported. A place
 * whose folder is missing is no place. All is noted in the stamp (sysmap/stamp.h), so that the next
 * boot only has to look at it; a kernel without modules, and so without a folder for the stamp, has
 * its places judged at each boot.
 *
 * The map comes from the image, if that carries one that is proved to be the kernel's, or else from
 * the running kernel; for the second place it is copied from the first.
 *
 * Each thing is announced in the stamp before it is put in its place, so that a power cut does not
 * make somebody else's of it.
 *
 * One placer at a time is at work in a system: it holds a lock (sysmap/job.h), but not while it
 * waits. Whatever was changed meanwhile is judged anew.
 */
#ifndef SYSMAP_PLACE_H
#define SYSMAP_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "sysmap/match.h"
#include "sysmap/places.h"
#include "sysmap/rebuild.h"
#include "sysmap/stamp.h"

/* `path` is a place, without the root; `what` says what was done or found there. */
typedef void place_say_fn(void *context, const char *path, const char *what);

struct place_policy {
	const char *root;    /* the system to place in: a folder, "" for this one */
	const char *machine; /* where the kernel tells of itself: sysmap/machine.h */
	const char *release;
	bool all;                          /* the links too */
	uint32_t mode;                     /* of what is written: 0600 unless told otherwise */
	int carried;                       /* the image's map, open for reading, or -1 */
	const struct stamp *carried_stamp; /* what the image tells of it, or NULL */
	/*
	 * Microseconds to wait for what is read-only, or in the fstab and not mounted yet; nothing
	 * is open for writing meanwhile. 0: not at all.
	 */
	int64_t patience;
	place_say_fn *say;
	void *context;
};

/* Room to work in, empty at first; some 135 KiB, which only a child that places touches. */
struct place_room {
	struct match_room match;
	struct rebuild_room rebuild;
	struct stamp stamp;
	struct stamp other; /* of another kernel, whose link is in the way */
	struct place places[PLACES];
	unsigned count;
	char id[BUILDID_SIZE]; /* the running kernel's; "": it has none */
};

/* Whether the stamp says that there is nothing to do: a stat call or a readlink for each place. */
bool place_is_done(const struct place_policy *policy, struct place_room *room);

/*
 * Does what there is to do, and says it. 0: every place has the right map; 1: somebody else's, and
 * a wrong one, stays at one; -EROFS: patience has ended before a place could be written; else the
 * first error.
 */
int place_run(const struct place_policy *policy, struct place_room *room);

/*
 * Removes what the stamp of a kernel says is ours, the stamp, and what a power cut has left of
 * either. -ENOENT: there is no stamp. What has changed since is said, and stays.
 */
int place_remove(const struct place_policy *policy, struct place_room *room);

#endif
