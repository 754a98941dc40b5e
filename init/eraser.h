/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The eraser: a child that gives back the memory of the initramfs once, and only if, the real init
 * runs. It reads from a pipe that PID 1 holds close-on-exec: its end means that the exec succeeded,
 * a byte that it did not.
 */
#ifndef INIT_ERASER_H
#define INIT_ERASER_H

struct boot;

/* The pipe's end to be held across the exec, or -errno. 0: there is nothing that may be erased. */
int eraser_start(struct boot *b);
/* The exec failed: the eraser ends without having touched anything. */
void eraser_cancel(int pipe);

#endif
