/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A setting of the kernel, a file in /proc/sys or /sys, that has another value until the real init
 * or a shell runs.
 */
#ifndef INIT_BASE_KNOB_H
#define INIT_BASE_KNOB_H

/* Initialize with {PATH, VALUE, "", -1}; both values end with a newline. */
struct knob {
	const char *path, *value;
	char before[32]; /* old value; empty: not changed */
	int restore;     /* open for restoring, since the path may be unreachable then */
};

/* Sets the value; without effect if it is set, or if the kernel does not have the setting. */
void knob_turn(struct knob *k);
/* Restores the old value, if knob_turn() has changed it. */
void knob_restore(struct knob *k);

#endif
