// SPDX-License-Identifier: GPL-2.0
#include "helpers/verity/mapper.h"

#include <errno.h>
#include <linux/dm-ioctl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>

#include "helpers/mounts/program.h"
#include "lib/device.h"
#include "lib/sys.h"
#include "lib/text.h"

#define CONTROL "/dev/mapper/control"

enum { TABLE_SIZE = 2048, SECTOR = 512 };

/* An ioctl's argument and what follows it. */
struct request {
	struct dm_ioctl dm;
	struct dm_target_spec target;
	char table[TABLE_SIZE];
};

int mapper_open(const char *module)
{
	int fd = sys_open(SYS_CWD, CONTROL, O_RDONLY);

	if (fd >= 0 || program_load_module(module))
		return fd;
	return sys_open(SYS_CWD, CONTROL, O_RDONLY);
}

/* ---- requests ------------------------------------------------------------------------------ */

static int begin(struct request *r, const char *name, uint32_t flags)
{
	memset(r, 0, sizeof(*r));
	r->dm.version[0] = DM_VERSION_MAJOR;
	r->dm.data_size = sizeof(*r);
	r->dm.data_start = sizeof(r->dm);
	r->dm.flags = flags;
	return text_copy(r->dm.name, sizeof(r->dm.name), name);
}

static int create(int control, struct request *r, const struct mapping *mapping)
{
	int err = begin(r, mapping->name, 0);

	if (!err)
		err = text_copy(r->dm.uuid, sizeof(r->dm.uuid), mapping->uuid);
	return err ? err : sys_ioctl(control, DM_DEV_CREATE, &r->dm);
}

static int load_table(int control, struct request *r, const struct mapping *mapping)
{
	int err = begin(r, mapping->name, DM_READONLY_FLAG);

	r->dm.target_count = 1;
	r->target.length = mapping->size / SECTOR;
	if (!err)
		err = text_copy(r->target.target_type, sizeof(r->target.target_type),
				mapping->target);
	if (!err)
		err = text_copy(r->table, sizeof(r->table), mapping->table);
	return err ? err : sys_ioctl(control, DM_TABLE_LOAD, &r->dm);
}

/* Without DM_SUSPEND_FLAG, this makes the loaded table the active one. */
static int activate(int control, struct request *r, const char *name)
{
	int err = begin(r, name, DM_READONLY_FLAG);

	return err ? err : sys_ioctl(control, DM_DEV_SUSPEND, &r->dm);
}

static bool is_same(const struct request *r, const struct mapping *mapping)
{
	return text_equal(r->dm.uuid, mapping->uuid) && r->dm.target_count == 1 &&
	       text_equal(r->target.target_type, mapping->target) &&
	       r->target.length == mapping->size / SECTOR && r->dm.flags & DM_READONLY_FLAG &&
	       text_equal(r->table, mapping->table);
}

int mapper_remove(int control, const char *name)
{
	struct request r;
	int err = begin(&r, name, DM_DEFERRED_REMOVE);

	return err ? err : sys_ioctl(control, DM_DEV_REMOVE, &r.dm);
}

int mapper_find(int control, const struct mapping *mapping, uint32_t *ret_minor)
{
	struct request r;
	int err = begin(&r, mapping->name, DM_STATUS_TABLE_FLAG);

	if (!err)
		err = sys_ioctl(control, DM_TABLE_STATUS, &r.dm);
	if (err < 0)
		return err;
	r.table[TABLE_SIZE - 1] = '\0';
	if (!r.dm.target_count) {
		err = mapper_remove(control, mapping->name);
		return err < 0 ? err : -ENXIO;
	}
	if (!is_same(&r, mapping))
		return -EEXIST;
	*ret_minor = device_minor(r.dm.dev);
	return 0;
}

int mapper_replace(int control, const struct mapping *mapping)
{
	struct request r;
	int err = load_table(control, &r, mapping);

	if (err >= 0)
		err = activate(control, &r, mapping->name);
	return err < 0 ? err : 0;
}

int mapper_create(int control, const struct mapping *mapping, uint32_t *ret_minor)
{
	struct request r;
	int err = create(control, &r, mapping);

	if (err < 0)
		return err;
	*ret_minor = device_minor(r.dm.dev);
	err = mapper_replace(control, mapping);
	if (err)
		(void)mapper_remove(control, mapping->name); /* the first error counts */
	return err;
}
