/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The mount of the root, in a child: a disk that does not answer holds up that child alone.
 *
 * The child mounts on a directory of its own, /root.0 and so on, and PID 1 moves the mount to
 * NEW_ROOT when the child has ended well. A child that is given up because the time is over goes
 * on; if its mount succeeds late, it unmounts it again, and NEW_ROOT is never touched by it.
 */
#ifndef INIT_MOUNTING_H
#define INIT_MOUNTING_H

#include <stdint.h>

struct boot;
struct mount_request;
struct mount_result;

/* 0, or -errno with a cause. */
int mounting_run(struct boot *b, const struct mount_request *request,
		 struct mount_result *ret_result);

/* Until when the root's disk is waited for from now on; below 0: without a limit. */
int64_t mounting_limit(const struct boot *b);

/*
 * Waits for a child that works on the root's disk. After the limit that goes on while the disk
 * does: a long journal is replayed, and a disk that is dead is given up. The child's error, or
 * -ETIMEDOUT.
 */
struct child;
int mounting_await(struct boot *b, struct child *c, const char *what);

/* Unmounts NEW_ROOT, in a child. 0, or -errno: it is mounted still. */
int mounting_undo(struct boot *b);

#endif
