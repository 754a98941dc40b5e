// SPDX-License-Identifier: GPL-2.0
#include "init/base/nodes.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define DEV "/dev/"

/* The kernel's limit for all variables of a device (lib/kobject_uevent.c, 6.1), one per line. */
enum { PATH_SIZE = 512, UEVENT_FILE_SIZE = 2048 + 1, MODE_DEFAULT = 0600 };

/* The variables of dev_uevent() (drivers/base/core.c, 6.1), and their bases. */
enum variable { MAJOR, MINOR, DEVMODE, VARIABLES };

static const struct {
	const char *key;
	unsigned base;
	uint32_t max;
} variables[VARIABLES] = {
	[MAJOR] = {"MAJOR=", 10, UINT32_MAX},
	[MINOR] = {"MINOR=", 10, UINT32_MAX},
	[DEVMODE] = {"DEVMODE=", 8, 0777},
};

static void make_dirs(char *path)
{
	for (char *at = strchr(path + strlen(DEV), '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)sys_mkdir(path, 0755); /* mknod returns the error that matters */
		*at = '/';
	}
}

static bool is_there(const char *path, uint32_t type, const uint64_t values[])
{
	struct sys_stat st;

	return !sys_stat(SYS_CWD, path, AT_SYMLINK_NOFOLLOW, &st) && (st.mode & S_IFMT) == type &&
	       st.major == values[MAJOR] && st.minor == values[MINOR];
}

/*
 * Replaces a node with another number: it belongs to an earlier device, and must not refer to
 * another disk.
 */
static void make(const char *name, uint32_t type, const uint64_t values[])
{
	char path[PATH_SIZE];

	if (text_format(path, sizeof(path), DEV "%s", name) < 0 || is_there(path, type, values))
		return;
	make_dirs(path);
	(void)sys_unlink(SYS_CWD, path, 0); /* usually there is none */
	/* An error appears when the device is opened. */
	(void)sys_mknod(path, type | values[DEVMODE], values[MAJOR], values[MINOR]);
}

/* `path` is the uevent file of a device. A device without a number (0) gets no node. */
static void make_by_uevent(const char *path, uint32_t type)
{
	char text[UEVENT_FILE_SIZE], *line = text;
	const char *name = NULL, *value;
	uint64_t values[VARIABLES] = {[DEVMODE] = MODE_DEFAULT};

	if (file_read(path, text, sizeof(text)) < 0)
		return; /* the device is gone, which is announced too */
	while (line) {
		char *newline = strchr(line, '\n');

		if (newline)
			*newline++ = '\0';
		if ((value = text_after(line, "DEVNAME=")))
			name = value;
		for (unsigned i = 0; i < VARIABLES; i++)
			if ((value = text_after(line, variables[i].key)))
				(void)text_number(value, variables[i].base, variables[i].max,
						  &values[i]);
		line = newline;
	}
	if (name && values[MAJOR])
		make(name, type, values);
}

struct kind {
	const char *dir;
	uint32_t type;
};

/* Entries are symbolic links to devices, named MAJOR:MINOR. */
static int scan_entry(void *context, const char *name, unsigned char type)
{
	const struct kind *kind = context;
	char path[PATH_SIZE];

	(void)type;
	if (text_format(path, sizeof(path), "%s/%s/uevent", kind->dir, name) >= 0)
		make_by_uevent(path, kind->type);
	return 0;
}

void nodes_scan(void)
{
	struct kind kinds[] = {{"/sys/dev/char", S_IFCHR}, {"/sys/dev/block", S_IFBLK}};

	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		(void)file_each(SYS_CWD, kinds[i].dir, scan_entry, &kinds[i]); /* best effort */
}

void nodes_event(const struct uevent *event)
{
	char path[PATH_SIZE];
	bool removed = text_equal(event->action, "remove");

	if (!*event->devname)
		return;
	if (text_format(path, sizeof(path), removed ? DEV "%s" : "/sys%s/uevent",
			removed ? event->devname : event->devpath) < 0)
		return;
	if (removed)
		(void)sys_unlink(SYS_CWD, path, 0); /* it may have been removed by hand */
	else
		make_by_uevent(path, text_equal(event->subsystem, "block") ? S_IFBLK : S_IFCHR);
}
