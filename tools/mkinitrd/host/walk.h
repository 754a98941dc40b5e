/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The walk of --host: from what is mounted through the layers of block devices up to the buses.
 * Each part adds the modules that it finds need of.
 */
#ifndef TOOLS_MKINITRD_HOST_WALK_H
#define TOOLS_MKINITRD_HOST_WALK_H

#include "tools/mkinitrd/host/files.h"
#include "tools/mkinitrd/host/mountinfo.h"
#include "tools/mkinitrd/host/need.h"
#include "tools/mkinitrd/base/set.h"

enum { WALK_DEPTH_MAX = 32 }; /* links on links; more is a circle, or malice */

struct walk {
	const struct host *host;
	struct mountinfo mounts;
	struct needs *needs;
	enum need_for purpose; /* of what is walked now */
	struct set seen;       /* devices whose driver was asked for */
	struct set walked;     /* disks, partitions and mounts that were walked to their end */
	unsigned depth;        /* how many devices led to the one that is walked now */
};

/*
 * In all of these, paths of devices are those of /sys/devices, without links; `chain` tells people
 * what lies on the device: "/ on dm-0 on sda2". What cannot be opened is an error for the root and
 * a warning for everything else: 0, or -1 (said).
 */

/*
 * The drivers of a device, of all that it hangs on, and of their suppliers. `driven` becomes true
 * if it or what it hangs on has a driver at all.
 */
int walk_hardware(struct walk *walk, const char *device, const char *chain, bool *driven);
/* A disk or a partition: its layers down to the hardware. */
int walk_block(struct walk *walk, const char *device, const char *chain);
/* The layers: a disk that is made of others, what made it, and the others. */
int walk_mapper(struct walk *walk, const char *disk, const char *chain);
int walk_array(struct walk *walk, const char *disk, const char *chain);
int walk_slaves(struct walk *walk, const char *disk, const char *chain);
/* The ciphers that are in use. */
void walk_ciphers(struct walk *walk, const char *chain);
/* The device of a name as in root= or fstab(5); false: it cannot be told. */
bool walk_find(const struct walk *walk, const char *name, char *ret_device);
/* Whether there is the device that root= names; the one that root=gpt-auto means is not known. */
struct rootspec;
bool walk_find_root(const struct host *host, const struct rootspec *spec);
/* A mounted file system and what it is on. */
int walk_mount(struct walk *walk, const struct mount *mount, const char *chain);

/* The parts of a machine. */
int walk_roots(struct walk *walk);
void walk_resume(struct walk *walk);
void walk_keyboards(struct walk *walk);

/* Adds a module that is needed. */
void walk_need(struct walk *walk, const char *module, const char *why, const char *chain);
/* The same for the program of the image that opens containers of that type. */
void walk_need_opener(struct walk *walk, const char *type, const char *chain);
/* Says what stands in the way; what walk_*() return then. */
int walk_stop(const struct walk *walk, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
