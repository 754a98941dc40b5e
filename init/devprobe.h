/* SPDX-License-Identifier: GPL-2.0 */
/* A look at a block device: what its child does and reports. */
#ifndef INIT_DEVPROBE_H
#define INIT_DEVPROBE_H

#include "fs/blockdev.h"
#include "fs/probe.h"
#include "fs/ptable.h"

/*
 * What a child writes: shorter than PIPE_BUF, and so in one piece. One for each partition of a
 * disk, then one for the device itself, whose partition has no number. id.type is a pointer that is
 * as good in the parent as in the child, which is a copy of it.
 */
struct probe_report {
	unsigned device; /* as it was given */
	int error;       /* 0, or 1 where nothing was recognised, or -errno */
	struct fs_id id;
	uint64_t seq; /* as devices.h has it */
	struct partition partition;
};

/*
 * The number that the kernel has given to the disk that is open at `fd`, and never gives to another
 * (BLKGETDISKSEQ, since 5.15); 0: it has none.
 */
uint64_t devprobe_seq(int fd);

/* The child: reads the device, and a disk's partition table; nothing of it comes back but this. */
_Noreturn void devprobe_run(const struct blockdev *dev, unsigned device, int pipe);

#endif
