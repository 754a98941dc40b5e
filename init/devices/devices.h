/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fills the list of block devices: events and scans of /sys, and probes of their contents.
 *
 * A separate process probes each device when it appears and when the kernel announces a change, so
 * that a disk that does not respond does not delay the others. The processes report through one
 * pipe; the probe of a disk also reports the partition table. At most DEVICES_PROBES probes run at
 * a time, not counting those that started more than a second ago; other devices wait.
 */
#ifndef INIT_DEVICES_DEVICES_H
#define INIT_DEVICES_DEVICES_H

#include "init/devices/devlist.h"

enum { DEVICES_PROBES = 32 };

int devices_open(struct devices *d);
/*
 * The events of class block; `name` as in /sys/class/block. A device that is added but already
 * known, from the partition table or from a scan, is probed again only if its probe failed.
 */
void devices_add(struct devices *d, const char *name);
void devices_change(struct devices *d, const char *name);
void devices_remove(struct devices *d, const char *name);
/* Adds the devices of /sys that are not in the list, and marks those that are gone. */
int devices_scan(struct devices *d);
/* Whether it was probed, or cannot be: one failure may be transient. */
bool devices_probed(const struct device *device);
/*
 * Starts probes of queued devices, of devices whose probe failed, and of empty drives, for which
 * the kernel announces nothing unless they are opened. Returns the microseconds after which to call
 * it again, when a running probe stops counting or a failed fork() may succeed; below 0: no need.
 */
int64_t devices_start(struct devices *d);
/* Probes all devices again: the user may have changed them in the shell. */
void devices_again(struct devices *d);
/* Processes the reports that have arrived. */
void devices_reports(struct devices *d);
/* Whether `pid` was a probe; one that died without a report has failed. */
bool devices_reaped(struct devices *d, pid_t pid);

#endif
