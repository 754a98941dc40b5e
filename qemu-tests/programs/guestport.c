// SPDX-License-Identifier: GPL-2.0
#include "qemu-tests/programs/guestport.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "lib/sys.h"

static int mount_all(void)
{
	static const struct {
		const char *dir, *type;
	} mounts[] = {{"/dev", "devtmpfs"}, {"/proc", "proc"}, {"/sys", "sysfs"}};

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].dir, 0755); /* some exist already */
		if (mount(mounts[i].type, mounts[i].dir, mounts[i].type, 0, NULL) < 0)
			return -1;
	}
	return 0;
}

static FILE *open_port(void)
{
	struct termios mode;
	int fd = open("/dev/ttyS1", O_WRONLY | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &mode) < 0)
		return NULL;
	mode.c_oflag &= ~OPOST;
	tcsetattr(fd, TCSANOW, &mode);
	return fdopen(fd, "w");
}

FILE *guest_begin(void)
{
	char modules[128];

	if (mount_all() < 0)
		return NULL;
	snprintf(modules, sizeof(modules), "/lib/modules/%s", guest_release());
	mkdir("/boot", 0755);
	mkdir("/lib", 0755);
	mkdir("/lib/modules", 0755);
	mkdir(modules, 0755);
	return open_port();
}

void guest_end(FILE *port)
{
	fprintf(port, "end=\n");
	fclose(port);
	reboot(RB_POWER_OFF, NULL);
}

const char *guest_release(void)
{
	static struct sys_uname name;

	if (!*name.release)
		sys_uname(&name);
	return name.release;
}
