/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cleanup process: a child that frees the memory of the initramfs after the real init was
 * executed. It reads from a pipe whose other end PID 1 holds close-on-exec: end of file means that
 * the exec succeeded, a byte that it failed.
 */
#ifndef INIT_SWITCH_CLEANUP_H
#define INIT_SWITCH_CLEANUP_H

struct boot;

/*
 * Returns the end of the pipe that PID 1 must hold until the exec, or -errno. 0: there is nothing
 * that may be deleted.
 */
int cleanup_start(struct boot *b);
/* The exec failed: the cleanup process exits without deleting anything. */
void cleanup_cancel(int pipe);

#endif
