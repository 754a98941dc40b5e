// SPDX-License-Identifier: GPL-2.0
#include "helpers/container/peek.h"

#include "fs/partition.h"
#include "helpers/container/container.h"
#include "lib/sys.h"
#include "lib/text.h"

int peek_root(struct rootspec *ret_spec)
{
	return rootspec_parse(container_variable("GANGWAY_ROOT"), ret_spec);
}

static bool may_be_root(const struct rootspec *spec, const struct blockdev *dev, uint32_t sector)
{
	char path[BLOCKDEV_NAME_SIZE + 8];
	struct fs_id id;
	int fd, err;

	blockdev_path(dev, path, sizeof(path)); /* always fits */
	fd = sys_open(SYS_CWD, path, O_RDONLY);
	if (fd < 0)
		return false;
	err = probe_device(fd, dev->size, sector, &id);
	sys_close(fd);
	return rootspec_matches(spec, dev, err ? NULL : &id) || (!err && id.container);
}

struct peek_search {
	const struct rootspec *spec;
	struct blockdev disk;
	uint32_t sector;
	bool found;
};

/* Checks a partition by its table entry, since its device may not exist yet. */
static int probe_partition(void *context, const struct partition *partition)
{
	struct peek_search *search = context;
	struct blockdev dev;
	char name[BLOCKDEV_NAME_SIZE];

	if (partition_name(&search->disk, partition->number, name) || blockdev_read(name, &dev))
		return 0;
	partition_describe(partition, &dev);
	search->found = search->found || search->spec->kind == ROOT_GPT_AUTO ||
			may_be_root(search->spec, &dev, search->sector);
	return 0;
}

bool peek_may_provide(const struct rootspec *spec, const char *disk)
{
	struct peek_search search = {.spec = spec};
	char path[BLOCKDEV_NAME_SIZE + 8];
	int fd;

	if (blockdev_read(disk, &search.disk) || blockdev_sector(&search.disk, &search.sector))
		return false;
	blockdev_path(&search.disk, path, sizeof(path)); /* always fits */
	fd = sys_open(SYS_CWD, path, O_RDONLY);
	if (fd < 0)
		return false;
	(void)partition_each(&search.disk, fd, probe_partition, &search);
	sys_close(fd);
	return search.found || may_be_root(spec, &search.disk, search.sector);
}
