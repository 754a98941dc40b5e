// SPDX-License-Identifier: GPL-2.0
#include "init/devices/devprobe.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <linux/fs.h>

#include "fs/partition.h"
#include "lib/sys.h"

#ifndef BLKGETDISKSEQ
#define BLKGETDISKSEQ _IOR(0x12, 128, uint64_t) /* linux/fs.h, 5.15 */
#endif

struct probe {
	int pipe;
	struct probe_report report;
};

static int send(struct probe *probe)
{
	ssize_t wrote = sys_write(probe->pipe, &probe->report, sizeof(probe->report));

	return wrote == sizeof(probe->report) ? 0 : -EPIPE;
}

static int send_partition(void *context, const struct partition *partition)
{
	struct probe *probe = context;

	probe->report.partition = *partition;
	return send(probe);
}

uint64_t devprobe_seq(int fd)
{
	uint64_t seq = 0;

	return sys_ioctl(fd, BLKGETDISKSEQ, &seq) ? 0 : seq;
}

_Noreturn void devprobe_run(const struct blockdev *dev, unsigned device, int pipe)
{
	struct probe probe = {pipe, {.device = device}};
	char path[BLOCKDEV_NAME_SIZE + sizeof("/dev/")];
	int fd;

	blockdev_path(dev, path, sizeof(path)); /* fits */
	fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	if (fd >= 0 && !dev->partition) /* on failure the disk itself may still be the root */
		(void)partition_each(dev, fd, send_partition, &probe);
	if (fd >= 0)
		probe.report.seq = devprobe_seq(fd);
	probe.report.error =
		fd < 0 ? fd
		       : probe_device(fd, dev->size, blockdev_probe_sector(dev), &probe.report.id);
	probe.report.partition.number = 0;
	sys_exit(send(&probe) != 0);
}
