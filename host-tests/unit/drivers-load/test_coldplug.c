// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/devices/coldplug.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/tap.h"

/* ---- a simulated /sys/devices -------------------------------------------------------------- */

static char root[512];

static const char *below(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return path;
}

static void dir(const char *name)
{
	if (mkdir(below(name), 0777))
		abort();
}

static void file(const char *name, const char *text)
{
	int fd = open(below(name), O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
}

static void make_devices(void)
{
	dir("");
	dir("pci0000:00");
	dir("pci0000:00/0000:00:01.0");
	file("pci0000:00/0000:00:01.0/modalias", "pci:v1\n");
	if (symlink("../../driver", below("pci0000:00/0000:00:01.0/driver")))
		abort();
	dir("pci0000:00/0000:00:01.0/host0");
	file("pci0000:00/0000:00:01.0/host0/modalias", "scsi:t-0x00\n");
	dir("pci0000:00/0000:00:01.0/power");
	file("pci0000:00/0000:00:01.0/power/modalias", "never:looked-at\n");
	dir("pci0000:00/empty");
	file("pci0000:00/empty/modalias", "\n");
	if (symlink("..", below("pci0000:00/subsystem")))
		abort();
}

/* ---- the devices listed -------------------------------------------------------------------- */

struct seen {
	unsigned count, stop_at;
	char pci[256], scsi[256];
};

static int note(void *context, const struct coldplug_device *device)
{
	struct seen *seen = context;
	char *to = strncmp(device->modalias, "pci:", 4) ? seen->scsi : seen->pci;

	snprintf(to, 256, "%s %s %s", device->path + strlen(root), device->modalias,
		 device->bound ? "bound" : "free");
	return ++seen->count == seen->stop_at ? 42 : 0;
}

static void walk(void)
{
	struct seen seen = {.count = 0};

	tap_num(coldplug_each(root, note, &seen), 0, "the walk ends");
	tap_num(seen.count, 2, "with the devices that have a modalias");
	tap_str(seen.pci, "/pci0000:00/0000:00:01.0 pci:v1 bound", "one has a driver");
	tap_str(seen.scsi, "/pci0000:00/0000:00:01.0/host0 scsi:t-0x00 free",
		"one has no modalias");
	seen = (struct seen){.stop_at = 1};
	tap_num(coldplug_each(root, note, &seen), 42, "the callback can end the walk");
	tap_num(seen.count, 1, "at once");
	tap_num(coldplug_each(below("absent"), note, &seen), -ENOENT, "no such directory");
}

/* Beyond the limits of sysfs: skipped and reported; everything else is listed. */
static void beyond(void)
{
	static char name[2500];
	struct seen seen = {.count = 0};

	memset(name, 'x', sizeof(name) - 1);
	dir("odd");
	file("odd/modalias", name);
	tap_num(coldplug_each(root, note, &seen), -EFBIG,
		"a modalias that is too long is reported");
	tap_num(seen.count, 2, "and the others are seen");
	file("odd/modalias", "");

	strcpy(name, "deep");
	dir(name);
	for (int depth = 2; depth <= 33; depth++) {
		strcat(name, "/d");
		dir(name);
	}
	seen.count = 0;
	tap_num(coldplug_each(root, note, &seen), -ELOOP, "and so is a depth without end");
	tap_num(seen.count, 2, "and the others are seen");
}

int main(void)
{
	snprintf(root, sizeof(root), "%s", tap_path("devices"));
	make_devices();
	walk();
	beyond();
	return tap_done();
}
