// SPDX-License-Identifier: GPL-2.0
#include "helpers/loop/loopdev.h"

#include <errno.h>
#include <linux/loop.h>
#include <stddef.h>
#include <sys/stat.h>

#include "fs/blockdev.h"
#include "helpers/mounts/program.h"
#include "lib/sys.h"
#include "lib/text.h"

#define CONTROL "/dev/loop-control"

/* Another process may take a free number before this one does. */
enum { ATTEMPTS = 16 };

enum { MISC_MAJOR = 10, CONTROL_MINOR = 237 }; /* linux/miscdevice.h, 6.1 */

/* Without devtmpfs, there may be no node yet. */
static int open_node(const char *path, int flags, uint32_t mode, uint32_t major, uint32_t minor)
{
	int fd = sys_open(SYS_CWD, path, flags);

	if (fd != -ENOENT || sys_mknod(path, mode | 0600, major, minor))
		return fd;
	return sys_open(SYS_CWD, path, flags);
}

static int open_control(void)
{
	int fd = sys_open(SYS_CWD, CONTROL, O_RDWR);

	if (fd >= 0 || program_load_module("loop"))
		return fd;
	return open_node(CONTROL, O_RDWR, S_IFCHR, MISC_MAJOR, CONTROL_MINOR);
}

static int configure(int device, int file, const char *name, bool writable)
{
	struct loop_config config = {
		.fd = file,
		.info.lo_flags = LO_FLAGS_AUTOCLEAR | (writable ? 0 : LO_FLAGS_READ_ONLY),
	};

	(void)text_copy((char *)config.info.lo_file_name, LO_NAME_SIZE,
			name); /* it may be too long */
	return sys_ioctl(device, LOOP_CONFIGURE, &config);
}

static int open_free(int control, int file, const char *name, bool writable,
		     char path[LOOPDEV_PATH_SIZE])
{
	int number = sys_ioctl(control, LOOP_CTL_GET_FREE, NULL), device, err;
	struct blockdev dev;

	if (number < 0)
		return number;
	text_format(path, LOOPDEV_PATH_SIZE, "/dev/loop%d", number); /* fits */
	err = blockdev_read(path + sizeof("/dev/") - 1, &dev);
	if (err)
		return err;
	device = open_node(path, writable ? O_RDWR : O_RDONLY, S_IFBLK, dev.major, dev.minor);
	if (device < 0)
		return device;
	err = configure(device, file, name, writable);
	if (err < 0)
		sys_close(device);
	return err < 0 ? err : device;
}

int loopdev_open(int file, const char *name, bool writable, char ret_path[LOOPDEV_PATH_SIZE])
{
	int control = open_control(), device = -EBUSY;

	if (control < 0)
		return control;
	for (int i = 0; i < ATTEMPTS && device == -EBUSY; i++)
		device = open_free(control, file, name, writable, ret_path);
	sys_close(control);
	return device;
}
