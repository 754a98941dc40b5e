// SPDX-License-Identifier: GPL-2.0
#include "init/root/record.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "drivers-load/cause.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/root/naming.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/sys.h"
#include "lib/text.h"

/* In /run of the current root. */
#define DIR "gangway"

/* Version of boot.json: changes when a member is removed or changes its meaning. */
enum { SCHEMA = 1 };

/* The file that is being written, in blocks; keeps the first error. */
static struct {
	int fd, error;
	char last; /* last character written: decides whether a comma is needed */
	size_t len;
	char buf[2048];
} out;

static void out_flush(void)
{
	for (size_t at = 0; !out.error && at < out.len;) {
		ssize_t wrote = sys_write(out.fd, out.buf + at, out.len - at);

		if (wrote <= 0)
			out.error = wrote < 0 ? wrote : -1;
		else
			at += wrote;
	}
	out.len = 0;
}

static void out_char(char c)
{
	if (out.len == sizeof(out.buf))
		out_flush();
	out.buf[out.len++] = c;
	out.last = c;
}

static void out_text(const char *text)
{
	while (*text)
		out_char(*text++);
}

/* A JSON string. Labels come from disks: an invalid byte becomes U+FFFD. */
static void out_string(const char *text)
{
	static const char hex[] = "0123456789abcdef";

	out_char('"');
	while (*text) {
		size_t len = text_character(text);
		unsigned char c = *text;

		if (!len) {
			out_text("\\ufffd");
			text++;
			continue;
		}
		if (c < ' ') {
			out_text("\\u00");
			out_char(hex[c >> 4]);
			c = hex[c & 15];
		} else if (c == '"' || c == '\\') {
			out_char('\\');
		}
		out_char(c);
		while (text++, --len)
			out_char(*text);
	}
	out_char('"');
}

static void out_number(long long value)
{
	char text[24];

	format_text(text, sizeof(text), "%lld", value);
	out_text(text);
}

/* Before each member or item. */
static void separate(void)
{
	if (out.last != '{' && out.last != '[')
		out_char(',');
}

/* Omitted if the value is NULL or empty. */
static void member_string(const char *name, const char *value)
{
	if (!value || !*value)
		return;
	separate();
	out_string(name);
	out_char(':');
	out_string(value);
}

static void member_number(const char *name, long long value)
{
	separate();
	out_string(name);
	out_char(':');
	out_number(value);
}

static void list_open(const char *name)
{
	separate();
	out_string(name);
	out_text(":[");
}

static void item_open(void)
{
	separate();
	out_text("\n{");
}

static void out_steps(const struct boot_step *done, unsigned count)
{
	list_open("steps");
	for (unsigned i = 0; i < count; i++) {
		item_open();
		member_string("name", done[i].name);
		member_number("began", done[i].began);
		member_number("ended", done[i].ended);
		out_char('}');
	}
	out_char(']');
}

static void out_modules(const struct loader *l)
{
	const struct graph *g = &l->graph;

	list_open("modules");
	for (const struct module *m = g->modules; m < g->modules + g->count; m++) {
		item_open();
		member_string("name", m->name);
		member_string("state", module_state_text(m->state));
		if (m->error)
			member_string("error", module_cause(m));
		if (m->began)
			member_number("began", m->began);
		if (m->live_at)
			member_number("live", m->live_at);
		out_char('}');
	}
	out_char(']');
}

static void out_devices(const struct devices *devices)
{
	list_open("devices");
	for (const struct device *d = NULL; (d = devlist_next(devices, d));) {
		item_open();
		member_string("name", d->dev.name);
		member_number("size", d->dev.size);
		if (d->state == DEVICE_FAILED)
			member_string("error", error_text(d->error));
		member_string("type", d->id.type);
		member_string("label", d->id.label);
		member_string("uuid", d->id.uuid);
		member_string("partlabel", d->dev.partlabel);
		member_string("partuuid", d->dev.partuuid);
		member_string("mapper", d->dev.mapper);
		out_char('}');
	}
	out_char(']');
}

/* All devices that match root=. */
static void out_named(const struct boot *b)
{
	list_open("named");
	for (const struct device *d = NULL; b->root && (d = devlist_next(&b->devices, d));) {
		if (!naming_fits(&candidate_now(&b->candidates)->spec, d))
			continue;
		separate();
		out_string(d->dev.name);
	}
	out_char(']');
}

/* The candidates that were given up before this one. */
static void out_given_up(const struct candidates *c)
{
	list_open("given_up");
	for (unsigned i = 0; i < c->now; i++) {
		item_open();
		member_string("root", c->list[i].root);
		member_string("cause", c->list[i].cause);
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
		member_string("release", kernel.release);
}

static void out_boot(const struct boot *b)
{
	out_char('{');
	member_number("schema", SCHEMA);
	member_string("version", GANGWAY_VERSION);
	out_release();
	member_string("cmdline", read_cmdline());
	member_string("root", candidate_now(&b->candidates)->root);
	if (b->root) {
		member_string("device", b->root->dev.name);
		member_string("mode", b->root_writable ? "rw" : "ro");
	}
	member_string("type", b->root_type);
	member_string("init", b->init);
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
	out.fd = sys_create(path, 0644);
	out.error = 0;
	if (out.fd < 0) {
		log_debug("%s: %s", path, error_text(out.fd));
		return;
	}
	content(b);
	out_flush();
	sys_close(out.fd);
	if (out.error)
		log_error("%s: %s", path, error_text(out.error));
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
