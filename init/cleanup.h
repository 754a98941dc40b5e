/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cleanup process: a child that gives back the memory of the initramfs once, and only if, the real init
 * runs. It reads from a pipe that PID 1 holds close-on-exec: its end means that the exec succeeded,
 * a byte that it did not.
 */
#ifndef INIT_CLEANUP_H
#define INIT_CLEANUP_H

struct boot;

/* The pipe's end to be held across the exec, or -errno. 0: there is nothing that may be erased. */
int cleanup_start(struct boot *b);
/* The exec failed: the cleanup process ends without having touched anything. */
void cleanup_cancel(int pipe);

#endif
