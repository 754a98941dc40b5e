// SPDX-License-Identifier: GPL-2.0
/* What the loader is told and asked. wants.c fills its graph, children.c starts what is in it. */
#include "drivers-load/loader.h"

#include <errno.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"

int loader_open(struct loader *l, const char *root, const char *release)
{
	char path[256];
	int err = text_format(path, sizeof(path), "%s/lib/modules/%s", root, release);

	if (err < 0)
		return err;
	l->folder = sys_open(SYS_CWD, path, O_RDONLY | O_DIRECTORY);
	return catalog_open(&l->catalog, root, release);
}

int loader_option(struct loader *l, const char *word, const char *value)
{
	if (l->option_count == LOADER_OPTIONS)
		return -ENOSPC;
	l->options[l->option_count].word = word;
	l->options[l->option_count++].value = value;
	return 0;
}

int loader_blacklist(struct loader *l, const char *names)
{
	return catalog_blacklist(&l->catalog, names);
}

bool loader_pending(const struct loader *l)
{
	return graph_count(&l->graph, MODULE_WAITING) || graph_count(&l->graph, MODULE_LOADING);
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
	m->lived = sys_now();
}

/* ---- options ------------------------------------------------------------------------------- */

struct options {
	char *at;
	size_t left;
};

static int append(struct options *o, const char *word, const char *value)
{
	const char *quote = value && strpbrk(value, " \t") ? "\"" : "";
	int len;

	if (value)
		len = text_format(o->at, o->left, "%s=%s%s%s ", word, quote, value, quote);
	else
		len = text_format(o->at, o->left, "%s ", word);
	if (len < 0)
		return len;
	o->at += len;
	o->left -= len;
	return 0;
}

/* The parameter's name where a word of the command line is one of the module's, else NULL. */
static const char *parameter_of(const char *word, const char *module)
{
	const char *dot = strchr(word, '.');
	size_t len = strlen(module);

	if (!dot || (size_t)(dot - word) != len || !text_param_equal(word, module, len))
		return NULL;
	return dot + 1;
}

/* Later ones win, as in the kernel: the command line's stand behind modprobe.d's. */
static int append_all(const struct loader *l, const char *module, struct options *o)
{
	const struct modprobed_rule *rule = NULL;
	int err = 0;

	while (!err && (rule = modprobed_next(&l->catalog.rules, MODPROBED_OPTIONS, module, rule)))
		err = append(o, rule->value, NULL);
	for (unsigned i = 0; !err && i < l->option_count; i++) {
		const char *parameter = parameter_of(l->options[i].word, module);

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
	struct options o = {.at = buf, .left = size};
	int err;

	buf[0] = '\0';
	err = append_all(l, m->name, &o);
	if (!err && !((l->alone || l->in_order) && m->driver) && !names_async_probe(buf))
		err = append(&o, "async_probe", NULL);
	if (!err && o.at > buf)
		o.at[-1] = '\0'; /* the blank behind the last one */
	return err;
}
