// SPDX-License-Identifier: GPL-2.0
/* Entry points of the loader. wants.c fills the graph, children.c starts the processes. */
#include "drivers-load/loader.h"

#include <errno.h>
#include <string.h>

#include "lib/cmdline.h"
#include "lib/sys.h"
#include "lib/text.h"

bool loader_is_open(const struct loader *l)
{
	return l->dir >= 0 && l->catalog.dep.root;
}

/* Drops earlier requests: the catalog could not be read, so nothing was loaded. */
static void forget(struct loader *l)
{
	memset(&l->catalog, 0, sizeof(l->catalog));
	graph_clear(&l->graph);
	l->expanded = 0;
}

int loader_open(struct loader *l, const char *root, const char *release)
{
	char path[256];
	int err = text_format(path, sizeof(path), "%s/lib/modules/%s", root, release);

	if (err < 0)
		return err;
	if (l->dir > 0)
		sys_close(l->dir);
	l->dir = sys_open(SYS_CWD, path, O_RDONLY | O_DIRECTORY);
	if (l->catalog.dep.root)
		return 0;
	forget(l);
	return catalog_open(&l->catalog, root, release);
}

void loader_set_options(struct loader *l, const struct loader_option *options, unsigned count)
{
	l->options = options;
	l->option_count = count;
}

void loader_set_blacklist(struct loader *l, const char *const *lists, unsigned count)
{
	l->catalog.blacklists = lists;
	l->catalog.blacklist_count = count;
}

static bool is_pending(const struct loader *l, bool by_name)
{
	const struct module *m = l->graph.modules, *end = m + l->graph.count;

	while (m < end && (m->state > MODULE_LOADING || (by_name && !m->requested)))
		m++;
	return m < end;
}

bool loader_pending(const struct loader *l)
{
	return is_pending(l, false);
}

bool loader_pending_by_name(const struct loader *l)
{
	return is_pending(l, true);
}

unsigned loader_children(const struct loader *l)
{
	unsigned count = 0;

	for (unsigned i = 0; i < l->graph.count; i++)
		count += l->graph.modules[i].pid != 0;
	return count;
}

void loader_event(struct loader *l, const char *name)
{
	struct module *m = graph_find(&l->graph, name);

	if (!m || m->state == MODULE_LIVE || m->state == MODULE_FAILED)
		return;
	m->state = MODULE_LIVE;
	m->live_at = sys_now();
}

/* ---- options ------------------------------------------------------------------------------- */

/* more than the limit in children.c */
enum { OPTION_SIZE = 2048 };

struct loader_options {
	char *at;
	size_t left;
};

/* Whether the kernel's parser, the same as ours, parses `text` as this parameter. */
static bool is_parsed_as(const char *text, const char *name, const char *value)
{
	char copy[OPTION_SIZE], *rest = copy, *got_name, *got_value;

	return !text_copy(copy, sizeof(copy), text) && cmdline_next(&rest, &got_name, &got_value) &&
	       got_value && !*rest && text_equal(got_name, name) && text_equal(got_value, value);
}

/*
 * The kernel's parser removes some quotes. Choose quotes for which it restores the value. None
 * exist after an unterminated quote, which no module parameter needs.
 */
static int append_value(struct loader_options *o, const char *name, const char *value)
{
	static const char *const forms[] = {"%s=%s ", "%s=\"%s\" ", "%s=\"%s ", "\"%s=\"%s\" "};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		int len = text_format(o->at, o->left, forms[i], name, value);

		if (len < 0 || is_parsed_as(o->at, name, value))
			return len;
	}
	*o->at = '\0';
	return 0;
}

static int append(struct loader_options *o, const char *name, const char *value)
{
	int len = value ? append_value(o, name, value) : text_format(o->at, o->left, "%s ", name);

	if (len < 0)
		return len;
	o->at += len;
	o->left -= len;
	return 0;
}

/* The name of the parameter if it belongs to the module, else NULL. */
static const char *parameter_of(const char *name, const char *module)
{
	const char *dot = strchr(name, '.');
	size_t len = strlen(module);

	if (!dot || (size_t)(dot - name) != len || !text_param_equal(name, module, len))
		return NULL;
	return dot + 1;
}

/* The last value of a parameter counts, so the command line follows modprobe.d. */
static int append_all(const struct loader *l, const struct module *m, struct loader_options *o)
{
	const struct modprobed_rule *rule = NULL;
	int err = 0;

	while (!err && (rule = catalog_options(&l->catalog, m->name, m->alias, rule)))
		err = append(o, rule->value, NULL);
	for (unsigned i = 0; !err && i < l->option_count; i++) {
		const char *parameter = parameter_of(l->options[i].name, m->name);

		if (parameter)
			err = append(o, parameter, l->options[i].value);
	}
	return err;
}

static bool names_async_probe(const char *options)
{
	const char *end = options + strlen(options), *word;
	long len;

	while ((len = text_token(&options, end, &word)) >= 0) {
		const char *after = text_after(word, "async_probe");

		if (after && (after == word + len || *after == '='))
			return true;
	}
	return false;
}

int loader_options(const struct loader *l, const struct module *m, char *buf, size_t size)
{
	struct loader_options o = {.at = buf, .left = size};
	int err;

	buf[0] = '\0';
	err = append_all(l, m, &o);
	if (!err && !((l->alone || l->in_order) && m->driver) && !names_async_probe(buf))
		err = append(&o, "async_probe", NULL);
	if (!err && o.at > buf)
		o.at[-1] = '\0'; /* the last blank */
	return err;
}
