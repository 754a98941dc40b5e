// SPDX-License-Identifier: GPL-2.0
#include "init/devprobe.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <linux/fs.h>

#include "fs/partition.h"
#include "lib/sys.h"

#ifndef BLKGETDISKSEQ
#define BLKGETDISKSEQ _IOR(0x12, 128, uint64_t) /* linux/fs.h, 5.15 */
#endif

struct look {
	int pipe;
	struct probe_report report;
};

static int send(struct look *look)
{
	ssize_t wrote = sys_write(look->pipe, &look->report, sizeof(look->report));

	return wrote == sizeof(look->report) ? 0 : -EPIPE;
}

static int send_partition(void *context, const struct partition *partition)
{
	struct look *look = context;

	look->report.partition = *partition;
	return send(look);
}

/* 512 where it is not told: a disk all the same. */
static uint32_t disk_sector(const struct blockdev *dev)
{
	uint32_t sector = 512;

	if (dev->partition || *dev->mapper)
		return 0;
	(void)blockdev_sector(dev, &sector);
	return sector;
}

uint64_t devprobe_seq(int fd)
{
	uint64_t seq = 0;

	return sys_ioctl(fd, BLKGETDISKSEQ, &seq) ? 0 : seq;
}

_Noreturn void devprobe_run(const struct blockdev *dev, unsigned device, int pipe)
{
	struct look look = {pipe, {.device = device}};
	char path[BLOCKDEV_NAME_SIZE + sizeof("/dev/")];
	int fd;

	blockdev_path(dev, path, sizeof(path)); /* fits */
	fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	if (fd >= 0 && !dev->partition) /* without its table it may still be what is looked for */
		(void)partition_each(dev, fd, send_partition, &look);
	if (fd >= 0)
		look.report.seq = devprobe_seq(fd);
	look.report.error = fd < 0 ? fd
				   : probe_device(fd, dev->size, disk_sector(dev), &look.report.id);
	look.report.partition.number = 0;
	sys_exit(send(&look) != 0);
}
