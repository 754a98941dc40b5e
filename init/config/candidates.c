// SPDX-License-Identifier: GPL-2.0
#include "fs/rootadvice.h"
#include "init/config/candidates.h"

#include <errno.h>
#include <string.h>

#include "init/base/log.h"
#include "init/config/config.h"
#include "lib/format.h"
#include "lib/text.h"

static void ignore(const char *root, size_t len, const char *why)
{
	log_error("ignoring gangway.fallback=%.*s: %s", (int)len, root, why);
}

static void add_fallback(struct candidates *c, const char *root, size_t len)
{
	struct candidate *candidate = &c->list[c->count];
	char advice[ROOTADVICE_SIZE];

	if (c->count == CANDIDATES)
		return ignore(root, len, "more than 15 fallbacks");
	if (text_copy_n(candidate->text, sizeof(candidate->text), root, len))
		return ignore(root, len, "it is too long");
	candidate->root = candidate->text;
	if (rootspec_parse(candidate->root, &candidate->spec)) {
		rootadvice_for(candidate->root, advice, sizeof(advice));
		return ignore(root, len, advice);
	}
	c->count++;
}

static void add_fallbacks(struct candidates *c, const struct config_lists *fallback)
{
	for (unsigned i = 0; i < fallback->count; i++) {
		const char *rest = fallback->list[i], *root;

		while (rest) {
			size_t len = text_item(&rest, &root);

			if (len)
				add_fallback(c, root, len);
		}
	}
}

int candidates_open(struct candidates *c, const struct config *config)
{
	struct candidate *root = &c->list[0];
	char text[ROOTADVICE_SIZE], cause[CANDIDATE_CAUSE_SIZE];
	const char *advice = text;
	int err;

	memset(c, 0, sizeof(*c));
	/* whatever root= says, another device would not be verified */
	root->root = config->verity ? "/dev/mapper/root" : config->root;
	if (config->verity && config->root && !text_equal(config->root, root->root))
		log_error("roothash=: ignoring root=%s", config->root);
	root->types = config->rootfstype;
	root->options = config->rootflags;
	c->count = 1;
	if (config->stay)
		return 0;
	add_fallbacks(c, &config->fallback);
	root->file = config->loop;
	if (config->image) { /* no device is looked for, whatever root= says */
		root->file = root->root = config->image;
		return 0;
	}
	err = root->root ? rootspec_parse(root->root, &root->spec) : 0;
	if (err) {
		rootadvice_for(root->root, text, sizeof(text));
	} else if (root->root && config->slots == CHOICE_YES &&
		   (root->spec.kind != ROOT_GPT_AUTO || (config->trial && *config->trial))) {
		advice = "gangway.slots needs gpt-auto, not gangway.trial";
		err = -EINVAL;
	} else {
		return 0;
	}
	format_text(cause, sizeof(cause), "cannot use root=%.64s: %s", root->root, advice);
	c->first = candidates_give_up(c, cause);
	return c->first ? 0 : err;
}

const struct candidate *candidate_now(const struct candidates *c)
{
	return &c->list[c->now];
}

enum chance candidates_chance(const void *candidates, const struct device *d)
{
	const struct candidates *c = candidates;
	bool known = d->state == DEVICE_KNOWN, some = !known || d->id.container;

	for (const struct candidate *root = c->list; root < c->list + c->count; root++) {
		const struct rootspec *spec = &root->spec;

		if (!*spec->value) /* no root=, or malformed */
			continue;
		if (rootspec_matches(spec, &d->dev, known ? &d->id : NULL))
			return CHANCE_NAMED;
		some = some || spec->offset || spec->kind == ROOT_GPT_AUTO;
	}
	return some ? CHANCE_SOME : CHANCE_NONE;
}

void candidates_begin(struct candidates *c, int64_t timeout, int64_t began)
{
	c->deadline = -1;
	if (timeout < 0)
		return;
	if (!c->last)
		c->last = began + timeout;
	c->deadline = began; /* if no time is left, a device that is present may still be taken */
	if (c->last > began)
		c->deadline += (c->last - began) / (c->count - c->now);
}

void candidates_extend(struct candidates *c, int64_t time, int64_t least)
{
	if (c->deadline < 0)
		return;
	c->deadline += time;
	c->last += time;
	if (c->deadline < least)
		c->deadline = least;
}

bool candidates_give_up(struct candidates *c, const char *cause)
{
	struct candidate *failed = &c->list[c->now];

	(void)text_copy(failed->cause, sizeof(failed->cause), cause); /* fits */
	if (c->now + 1 >= c->count)
		return false;
	c->now++;
	log_error("root=%s failed: %s", failed->root ? failed->root : "", cause);
	log_error("trying gangway.fallback=%s", candidate_now(c)->root);
	return true;
}

void candidates_restart(struct candidates *c)
{
	c->now = c->first;
	c->last = 0;
	for (unsigned i = c->first; i < c->count; i++)
		c->list[i].cause[0] = '\0';
}
