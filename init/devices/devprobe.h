/* SPDX-License-Identifier: GPL-2.0 */
/* The probe of a block device: what the child does and reports. */
#ifndef INIT_DEVICES_DEVPROBE_H
#define INIT_DEVICES_DEVPROBE_H

#include "fs/blockdev.h"
#include "fs/probe.h"
#include "fs/ptable.h"

/*
 * A report of the child: shorter than PIPE_BUF, so it is written in one piece. One for each
 * partition of a disk, then one for the device itself, whose partition number is 0. The pointer
 * id.type is also valid in the parent, since the child is a copy of it.
 */
struct probe_report {
	unsigned device; /* the caller's number */
	int error;       /* 0, or 1 if nothing was recognised, or -errno */
	struct fs_id id;
	uint64_t seq; /* see devices.h */
	struct partition partition;
};

/*
 * The sequence number of the disk that is open at `fd`, which the kernel never reuses
 * (BLKGETDISKSEQ, since 5.15); 0: none.
 */
uint64_t devprobe_seq(int fd);

/*
 * The child: reads the device and, on a disk, the partition table. Its only output is the reports.
 */
_Noreturn void devprobe_run(const struct blockdev *dev, unsigned device, int pipe);

#endif
