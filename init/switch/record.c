// SPDX-License-Identifier: GPL-2.0
#include "init/switch/record.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "drivers-load/cause.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/root/naming.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* In /run of the current root. */
#define DIR "gangway"

/* Version of boot.json: changes when a member is removed or changes its meaning. */
enum { SCHEMA = 1 };

/* A file that is written in blocks; keeps the first error. */
struct out {
	int fd, error;
	char last; /* last character written: decides whether a comma is needed */
	size_t len;
	char buf[2048];
};

static void out_flush(struct out *o)
{
	for (size_t at = 0; !o->error && at < o->len;) {
		ssize_t wrote = sys_write(o->fd, o->buf + at, o->len - at);

		if (wrote <= 0)
			o->error = wrote < 0 ? wrote : -1;
		else
			at += wrote;
	}
	o->len = 0;
}

static void out_char(struct out *o, char c)
{
	if (o->len == sizeof(o->buf))
		out_flush(o);
	o->buf[o->len++] = c;
	o->last = c;
}

static void out_text(struct out *o, const char *text)
{
	while (*text)
		out_char(o, *text++);
}

/* A JSON string. Labels come from disks: an invalid byte becomes U+FFFD. */
static void out_string(struct out *o, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	out_char(o, '"');
	while (*text) {
		size_t len = text_character(text);
		unsigned char c = *text;

		if (!len) {
			out_text(o, "\\ufffd");
			text++;
			continue;
		}
		if (c < ' ') {
			out_text(o, "\\u00");
			out_char(o, hex[c >> 4]);
			c = hex[c & 15];
		} else if (c == '"' || c == '\\') {
			out_char(o, '\\');
		}
		out_char(o, c);
		while (text++, --len)
			out_char(o, *text);
	}
	out_char(o, '"');
}

static void out_number(struct out *o, long long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", value);
	out_text(o, text);
}

/* Before each member or item. */
static void separate(struct out *o)
{
	if (o->last != '{' && o->last != '[')
		out_char(o, ',');
}

/* Omitted if the value is NULL or empty. */
static void member_string(struct out *o, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	separate(o);
	out_string(o, name);
	out_char(o, ':');
	out_string(o, value);
}

static void member_number(struct out *o, const char *name, long long value)
{
	separate(o);
	out_string(o, name);
	out_char(o, ':');
	out_number(o, value);
}

static void list_open(struct out *o, const char *name)
{
	separate(o);
	out_string(o, name);
	out_text(o, ":[");
}

static void item_open(struct out *o)
{
	separate(o);
	out_text(o, "\n{");
}

static void out_steps(struct out *o, const struct boot_step *done, unsigned count)
{
	list_open(o, "steps");
	for (unsigned i = 0; i < count; i++) {
		item_open(o);
		member_string(o, "name", done[i].name);
		member_number(o, "began", done[i].began);
		member_number(o, "ended", done[i].ended);
		out_char(o, '}');
	}
	out_char(o, ']');
}

static void out_modules(struct out *o, const struct loader *l)
{
	static const char *const states[] = {[MODULE_WAITING] = "waiting",
					     [MODULE_LOADING] = "loading",
					     [MODULE_LIVE] = "live",
					     [MODULE_FAILED] = "failed"};
	const struct graph *g = &l->graph;

	list_open(o, "modules");
	for (const struct module *m = g->modules; m < g->modules + g->count; m++) {
		item_open(o);
		member_string(o, "name", m->name);
		member_string(o, "state", states[m->state]);
		if (m->error)
			member_string(o, "error", module_cause(m));
		if (m->began)
			member_number(o, "began", m->began);
		if (m->live_at)
			member_number(o, "live", m->live_at);
		out_char(o, '}');
	}
	out_char(o, ']');
}

static void out_devices(struct out *o, const struct devices *devices)
{
	list_open(o, "devices");
	for (const struct device *d = NULL; (d = devlist_next(devices, d));) {
		item_open(o);
		member_string(o, "name", d->dev.name);
		member_number(o, "size", d->dev.size);
		if (d->state == DEVICE_FAILED)
			member_string(o, "error", error_text(d->error));
		member_string(o, "type", d->id.type);
		member_string(o, "label", d->id.label);
		member_string(o, "uuid", d->id.uuid);
		member_string(o, "partlabel", d->dev.partlabel);
		member_string(o, "partuuid", d->dev.partuuid);
		member_string(o, "mapper", d->dev.mapper);
		out_char(o, '}');
	}
	out_char(o, ']');
}

/* All devices that match root=. */
static void out_named(struct out *o, const struct boot *b)
{
	list_open(o, "named");
	for (const struct device *d = NULL; b->root && (d = devlist_next(&b->devices, d));) {
		if (!naming_fits(&candidate_now(&b->candidates)->spec, d))
			continue;
		separate(o);
		out_string(o, d->dev.name);
	}
	out_char(o, ']');
}

/* The candidates that were given up before this one. */
static void out_given_up(struct out *o, const struct candidates *c)
{
	list_open(o, "given_up");
	for (unsigned i = 0; i < c->now; i++) {
		item_open(o);
		member_string(o, "root", c->list[i].root);
		member_string(o, "cause", c->list[i].cause);
		out_char(o, '}');
	}
	out_char(o, ']');
}

/* Read again, since the parser has split its own copy into parameters. */
static const char *read_cmdline(void)
{
	static char line[CONFIG_LINE_SIZE];

	return file_read_value("/proc/cmdline", line, sizeof(line)) < 0 ? "" : line;
}

static void out_release(struct out *o)
{
	struct sys_uname kernel;

	if (sys_uname(&kernel) == 0)
		member_string(o, "release", kernel.release);
}

static void out_boot(struct out *o, const struct boot *b)
{
	out_char(o, '{');
	member_number(o, "schema", SCHEMA);
	member_string(o, "version", GANGWAY_VERSION);
	out_release(o);
	member_string(o, "cmdline", read_cmdline());
	member_string(o, "root", candidate_now(&b->candidates)->root);
	if (b->root) {
		member_string(o, "device", b->root->dev.name);
		member_string(o, "mode", b->root_writable ? "rw" : "ro");
	}
	member_string(o, "type", b->root_type);
	member_string(o, "init", b->init);
	out_named(o, b);
	out_given_up(o, &b->candidates);
	out_steps(o, b->done, b->done_count);
	out_modules(o, &b->loader);
	out_devices(o, &b->devices);
	out_text(o, "}\n");
}

static void out_log(struct out *o, const struct boot *b)
{
	(void)b;
	out_text(o, "<6>[    0.000000] gangway: version " GANGWAY_VERSION "; command line: ");
	out_text(o, read_cmdline());
	out_char(o, '\n');
	out_text(o, log_kept());
}

static void write_file(const char *path, void (*content)(struct out *, const struct boot *),
		       const struct boot *b)
{
	struct out o = {.fd = sys_create(path, 0644)};

	if (o.fd < 0) {
		log_debug("%s: %s", path, error_text(o.fd));
		return;
	}
	content(&o, b);
	out_flush(&o);
	sys_close(o.fd);
	if (o.error)
		log_error("%s: %s", path, error_text(o.error));
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
	err = sys_chdir("/");
	if (err)
		log_error("/: %s; the working directory of the real init is /run", error_text(err));
}
