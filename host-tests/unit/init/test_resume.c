// SPDX-License-Identifier: GPL-2.0
/* Step resume: when the helper is run, and case P16, a hibernated system that is not resumed. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/root/helperrun.h"
#include "init/root/mounting.h"
#include "lib/file.h"

static struct boot b;
static int result; /* of the helper */
static const char *ran_with;
static char said[256];
static bool helper; /* whether it is in the image */

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(said, sizeof(said), format, args);
	va_end(args);
}

bool file_exists(const char *path)
{
	return strcmp(path, "/lib/gangway/resume") == 0 && helper;
}

int64_t mounting_limit(int64_t deadline)
{
	return deadline;
}

int helperrun(struct boot *boot, const char *const argv[], bool search, int64_t deadline)
{
	(void)boot, (void)deadline;
	ran_with = !search ? "no search" : argv[1] ? argv[1] : "the variable";
	return result;
}

static void add(const char *name, const char *type)
{
	struct device *d = &b.devices.list[b.devices.count++];

	strcpy(d->dev.name, name);
	d->id.type = type;
	d->state = DEVICE_KNOWN;
}

/* The step's result, what the helper is run with, and whether it warns. */
static void check(int expected, const char *with, bool warns, const char *what)
{
	ran_with = "not run";
	*said = '\0';
	tap_num(resume_step(&b), expected, "%s: the result", what);
	tap_str(ran_with, with, "%s: the helper", what);
	tap_ok(!!strstr(said, "/dev/sda2: a hibernated system") == warns, "%s: the log", what);
}

int main(void)
{
	add("sda1", "ext4");
	add("sda2", "swsuspend");
	add("sda3", NULL);
	add("sda4", "swap");
	check(0, "not run", true, "without resume=");
	helper = true;
	check(0, "the variable", true, "the helper: no variable");
	result = 256;
	check(256, "the variable", false, "the kernel could not resume it");
	result = 0;
	b.config.resume = "UUID=x";
	check(0, "UUID=x", false, "with resume=");
	result = 256;
	check(256, "UUID=x", false, "the kernel could not resume it");
	result = -ENOENT;
	check(-ENOENT, "UUID=x", true, "without the helper");
	b.config.noresume = true;
	check(0, "not run", false, "noresume");
	b.config.resume = NULL;
	check(0, "not run", false, "noresume, with the helper");
	b.config.noresume = helper = false;
	b.devices.list[1].state = DEVICE_GONE;
	check(0, "not run", false, "a removed device");
	return tap_done();
}
