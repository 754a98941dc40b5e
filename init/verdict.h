/* SPDX-License-Identifier: GPL-2.0 */
/* The verdict on a failed step: all that is known about why, for whoever stands before the screen.
 */
#ifndef INIT_VERDICT_H
#define INIT_VERDICT_H

struct boot;

void verdict_say(struct boot *b, const char *step);

struct device;
/* A line of it: one block device, in the notation that root= accepts. */
void verdict_say_device(const struct device *d);

#endif
