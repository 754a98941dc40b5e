// SPDX-License-Identifier: GPL-2.0
#include "init/root/record.h"

#include <errno.h>

#include "drivers-load/cause.h"
#include "init/base/log.h"
#include "init/base/out.h"
#include "init/boot/boot.h"
#include "init/root/naming.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"

/* In /run of the current root. */
#define DIR "gangway"

/* Version of boot.json: changes when a member is removed or changes its meaning. */
enum { SCHEMA = 1 };

static void out_steps(const struct boot_step *done, unsigned count)
{
	json_list("steps");
	for (unsigned i = 0; i < count; i++) {
		json_item();
		json_text("name", done[i].name);
		json_number("began", done[i].began);
		json_number("ended", done[i].ended);
		out_char('}');
	}
	out_char(']');
}

static void out_modules(const struct loader *l)
{
	const struct graph *g = &l->graph;

	json_list("modules");
	for (const struct module *m = g->modules; m < g->modules + g->count; m++) {
		json_item();
		json_text("name", m->name);
		json_text("state", module_state_text(m->state));
		if (m->error)
			json_text("error", module_cause(m));
		if (m->began)
			json_number("began", m->began);
		if (m->live_at)
			json_number("live", m->live_at);
		out_char('}');
	}
	out_char(']');
}

static void out_devices(const struct devices *devices)
{
	json_list("devices");
	for (const struct device *d = NULL; (d = devlist_next(devices, d));) {
		json_item();
		json_text("name", d->dev.name);
		json_number("size", d->dev.size);
		if (d->state == DEVICE_FAILED)
			json_text("error", error_text(d->error));
		json_text("type", d->id.type);
		json_text("label", d->id.label);
		json_text("uuid", d->id.uuid);
		json_text("partlabel", d->dev.partlabel);
		json_text("partuuid", d->dev.partuuid);
		json_text("mapper", d->dev.mapper);
		out_char('}');
	}
	out_char(']');
}

/* All devices that match root=. */
static void out_named(const struct boot *b)
{
	json_list("named");
	for (const struct device *d = NULL; b->root && (d = devlist_next(&b->devices, d));) {
		if (!naming_fits(&candidate_now(&b->candidates)->spec, d))
			continue;
		json_separate();
		json_string(d->dev.name);
	}
	out_char(']');
}

/* The candidates that were given up before this one. */
static void out_given_up(const struct candidates *c)
{
	json_list("given_up");
	for (unsigned i = 0; i < c->now; i++) {
		json_item();
		json_text("root", c->list[i].root);
		json_text("cause", c->list[i].cause);
		out_char('}');
	}
	out_char(']');
}

/* Read again, since the parser has split its own copy into parameters. */
static const char *read_cmdline(void)
{
	static char line[CONFIG_LINE_SIZE];

	return file_read_value("/proc/cmdline", line, sizeof(line)) < 0 ? "" : line;
}

static void out_release(void)
{
	struct sys_uname kernel;

	if (sys_uname(&kernel) == 0)
		json_text("release", kernel.release);
}

static void out_boot(const struct boot *b)
{
	out_char('{');
	json_number("schema", SCHEMA);
	json_text("version", GANGWAY_VERSION);
	out_release();
	json_text("cmdline", read_cmdline());
	json_text("root", candidate_now(&b->candidates)->root);
	if (b->root) {
		json_text("device", b->root->dev.name);
		json_text("mode", b->root_writable ? "rw" : "ro");
	}
	json_text("type", b->root_type);
	json_text("init", b->init);
	out_named(b);
	out_given_up(&b->candidates);
	out_steps(b->done, b->done_count);
	out_modules(&b->loader);
	out_devices(&b->devices);
	out_text("}\n");
}

static void out_log(const struct boot *b)
{
	(void)b;
	out_text("<6>[    0.000000] gangway: version " GANGWAY_VERSION "; command line: ");
	out_text(read_cmdline());
	out_char('\n');
	out_text(log_kept());
}

static void out_trial(const struct boot *b)
{
	const struct blockdev *dev = &b->root->dev;

	if (!b->gptauto.slots) {
		out_text(b->config.trial);
	} else {
		out_text(dev->name);
		out_char(' ');
		out_text(dev->partuuid);
	}
	out_char('\n');
}

static void write_file(const char *path, void (*content)(const struct boot *), const struct boot *b)
{
	int fd = sys_create(path, 0644), err;

	if (fd < 0) {
		log_debug("%s: %s", path, error_text(fd));
		return;
	}
	out_begin(fd);
	content(b);
	err = out_end();
	sys_close(fd);
	if (err)
		log_error("%s: %s", path, error_text(err));
}

void record_write(const struct boot *b)
{
	int err = b->run < 0 ? -ENOENT : sys_fchdir(b->run);

	if (err) {
		log_debug("/run: %s", error_text(err));
		return;
	}
	(void)sys_mkdir(DIR, 0755); /* creating the files reports errors */
	write_file(DIR "/log", out_log, b);
	write_file(DIR "/boot.json", out_boot, b);
	if (b->root && (b->gptauto.slots || (b->trial && !b->candidates.now)))
		write_file(DIR "/trial", out_trial, b);
	else /* an earlier candidate may have left it */
		(void)sys_unlink(SYS_CWD, DIR "/trial", 0);
	err = sys_chdir("/");
	if (err)
		log_error("/: %s; the working directory of the real init is /run", error_text(err));
}
