/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mounts the root in a child, so that a disk that does not respond blocks only that child.
 *
 * The child mounts on its own directory, /root.0 and so on; PID 1 moves the mount to NEW_ROOT when
 * the child has succeeded. A child that is given up at the timeout continues; if its mount succeeds
 * later, it unmounts it again. It never touches NEW_ROOT.
 */
#ifndef INIT_ROOT_MOUNTING_H
#define INIT_ROOT_MOUNTING_H

#include <stdint.h>

#include "fs/blockdev.h"

struct boot;
struct mount_request;
struct mount_result;

/* For "/dev/NAME" and "/dev/mapper/NAME". */
enum { MOUNTING_SOURCE_SIZE = sizeof("/dev/mapper/") + BLOCKDEV_MAPPER_SIZE };

/* Returns 0, or -errno with a cause. */
int mounting_run(struct boot *b, const struct mount_request *request,
		 struct mount_result *ret_result);

/* The deadline for the root's disk, from now on, if that for the root is this; below 0: no limit. */
int64_t mounting_limit(int64_t deadline);

/*
 * Waits for a child that works on the root's disk. After the deadline, the wait continues while the
 * disk makes progress: a long journal is replayed, a dead disk is given up. Returns the child's
 * error, or -ETIMEDOUT.
 */
struct child;
int mounting_await(struct boot *b, struct child *c, const char *what);

/* Unmounts NEW_ROOT, in a child. Returns 0, or -errno if it is still mounted. */
int mounting_undo(struct boot *b);

#endif
