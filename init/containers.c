// SPDX-License-Identifier: GPL-2.0
#include "init/containers.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "init/boot.h"
#include "init/console.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

#define FOLDER "/lib/gangway/"

enum { PROGRAM_SIZE = sizeof(FOLDER) + 32, VARIABLE_SIZE = FS_LABEL_SIZE + 32 };

/* Half of the time, where that has no end: rootwait. */
enum { HALF_OF_NO_LIMIT = 15 };

/* Seconds in which a program may do without asking, and be waited for. */
enum { PATIENCE = 30 };

enum { STATUS_NOT_RUN = 127 }; /* as a shell has it */

static int program_of(const char *type, char *path)
{
	struct sys_stat st;
	int err = text_format(path, PROGRAM_SIZE, FOLDER "%s", type);

	if (err >= 0)
		err = sys_stat(SYS_CWD, path, 0, &st);
	if (err < 0)
		return err;
	return S_ISREG(st.mode) && st.mode & 0111 ? 0 : -EACCES;
}

/* ---- the child ----------------------------------------------------------------------------- */

/* What it may want to know of the device, under the names that udev gives it. */
static _Noreturn void become_program(const char *path, const struct device *d)
{
	static const struct fs_id nothing;
	const struct fs_id *id = d ? &d->id : &nothing;
	const struct {
		const char *name, *value;
	} variables[] = {
		{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"},
		{"ID_FS_TYPE", d ? id->type : ""},
		{"ID_FS_UUID", id->uuid},
		{"ID_FS_LABEL", id->label},
		{"ID_PART_ENTRY_UUID", d ? d->dev.partuuid : ""},
		{"ID_PART_ENTRY_NAME", d ? d->dev.partlabel : ""},
	};
	enum { COUNT = sizeof(variables) / sizeof(variables[0]) };
	char text[COUNT][VARIABLE_SIZE], device[BLOCKDEV_NAME_SIZE + 8];
	char *argv[3] = {(char *)path}, *envp[COUNT + 1] = {NULL};

	for (unsigned i = 0; i < COUNT; i++) {
		text_format(text[i], VARIABLE_SIZE, "%s=%s", variables[i].name, variables[i].value);
		envp[i] = text[i];
	}
	if (d && blockdev_path(&d->dev, device, sizeof(device)) >= 0)
		argv[1] = device;
	(void)sys_setsid(); /* else only the program itself is ended with it */
	(void)sys_signals_reset();
	(void)sys_exec(path, argv, envp); /* what it may be was seen; its status tells */
	sys_exit(STATUS_NOT_RUN);
}

/* ---- starting ------------------------------------------------------------------------------ */

/* The place of a type, a new one if need be. */
static struct container *place_of(struct boot *b, const char *type)
{
	struct container *c = b->containers, *end = c + CONTAINER_TYPES;

	while (c < end && c->type && !text_equal(c->type, type))
		c++;
	if (c == end)
		return NULL;
	c->type = type;
	return c;
}

static int start(struct boot *b, struct container *c, const struct device *d, int64_t now)
{
	char path[PROGRAM_SIZE];
	int err = program_of(c->type, path);
	pid_t pid;

	if (err)
		return err;
	(void)console_have(b); /* else the program runs with /dev/null */
	pid = sys_fork();
	if (pid == 0)
		become_program(path, d);
	if (pid < 0)
		return pid;
	c->pid = pid;
	c->began = c->heard = now;
	(void)text_copy(c->name, sizeof(c->name), d ? d->dev.name : "");
	say_debug("%s %s%s", path, d ? "/dev/" : "", c->name);
	return 0;
}

static bool open_device(struct boot *b, struct device *d, int64_t now)
{
	struct container *c = place_of(b, d->id.type);
	int err;

	if (!c || c->pid)
		return false;
	err = start(b, c, d, now);
	d->opened = true;
	d->opening = err;
	if (err && err != -ENOENT)
		containers_say(d);
	return true;
}

static void make_do(struct boot *b, int64_t now)
{
	for (struct container *c = b->containers; c < b->containers + CONTAINER_TYPES; c++) {
		if (!c->type || c->pid || c->last)
			continue;
		c->last = true;
		(void)start(b, c, NULL, now); /* as for its devices, which have told */
	}
}

int64_t containers_half_time(const struct boot *b)
{
	if (b->deadline < 0)
		return b->root_began + HALF_OF_NO_LIMIT * SYS_SECOND;
	return b->root_began + (b->deadline - b->root_began) / 2;
}

bool containers_start(struct boot *b, int64_t now)
{
	struct device *end = b->devices.list + b->devices.count;
	bool opened = false;

	for (struct device *d = b->devices.list; d < end; d++)
		if (d->state == DEVICE_KNOWN && d->id.container && !d->opened)
			opened = open_device(b, d, now) || opened;
	if (now >= containers_half_time(b))
		make_do(b, now);
	return opened;
}

bool containers_done(const struct boot *b, const struct device *d)
{
	bool at_work = false;

	for (unsigned i = 0; i < CONTAINER_TYPES; i++)
		at_work = at_work ||
			  (b->containers[i].pid && text_equal(b->containers[i].name, d->dev.name));
	return d->opened && !at_work;
}

/* ---- the end ------------------------------------------------------------------------------- */

/* A device that is gone needs no cause. */
static void note_end(struct boot *b, const struct container *c, int status)
{
	struct device *d = devices_find(&b->devices, c->name);

	if (d && d->opened)
		d->opening = status;
	if (d && d->opened && status)
		containers_say(d);
}

static void add_time(struct boot *b, int64_t time)
{
	if (b->deadline < 0)
		return;
	b->deadline += time;
	b->candidates.deadline += time;
}

bool containers_reaped(struct boot *b, pid_t pid, int status)
{
	struct container *c = b->containers, *end = c + CONTAINER_TYPES;

	while (c < end && c->pid != pid)
		c++;
	if (c == end)
		return false;
	c->pid = 0;
	add_time(b, sys_now() - c->began);
	if (*c->name)
		note_end(b, c, status);
	return true;
}

bool containers_ask(const struct boot *b)
{
	bool asks = false;

	for (unsigned i = 0; i < CONTAINER_TYPES; i++)
		asks = asks || b->containers[i].pid;
	return asks && b->console && sys_terminal_hides(0);
}

bool containers_hold(struct boot *b, int64_t now)
{
	bool asks = containers_ask(b), hold = false;

	for (struct container *c = b->containers; c < b->containers + CONTAINER_TYPES; c++) {
		if (!c->pid)
			continue;
		if (asks)
			c->heard = now;
		hold = hold || now - c->heard < PATIENCE * SYS_SECOND;
	}
	return hold;
}

void containers_stop(struct boot *b)
{
	bool asks = containers_ask(b);

	for (struct container *c = b->containers; c < b->containers + CONTAINER_TYPES; c++) {
		struct device *d = c->pid ? devices_find(&b->devices, c->name) : NULL;

		if (d)
			d->opened = false;
		if (c->pid)
			(void)sys_kill(-c->pid, SIGTERM); /* it may have ended just now */
	}
	if (asks)
		(void)sys_terminal_keys(0, false);
}

void containers_again(struct boot *b)
{
	for (unsigned i = 0; i < b->devices.count; i++)
		if (b->devices.list[i].opening)
			b->devices.list[i].opened = false;
	for (unsigned i = 0; i < CONTAINER_TYPES; i++)
		b->containers[i].last = false;
}

void containers_say(const struct device *d)
{
	const char *name = d->dev.name, *type = d->id.type;

	if (!d->opened || !d->opening)
		return;
	if (d->opening < 0)
		say_error("%s on /dev/%s: " FOLDER "%s: %s", type, name, type,
			  error_text(d->opening));
	else if (WIFSIGNALED(d->opening))
		say_error("%s on /dev/%s: " FOLDER "%s was ended by signal %d", type, name, type,
			  WTERMSIG(d->opening));
	else
		say_error("%s on /dev/%s: " FOLDER "%s ended with status %d", type, name, type,
			  WEXITSTATUS(d->opening));
}
