// SPDX-License-Identifier: GPL-2.0
/*
 * The listed modules: put into the loader's graph and begun, not waited for. The root is mounted as
 * soon as it is there, whatever else is still loading.
 */
#include <errno.h>
#include <string.h>

#include "init/boot.h"
#include "init/events.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

static void want_list(struct loader *l, const char *list)
{
	while (list) {
		char name[MODULE_NAME_SIZE];
		const char *item;
		size_t len = text_item(&list, &item);

		if (!len)
			continue;
		if (text_copy_n(name, sizeof(name), item, len))
			say_error("gangway.modules: '%.*s' is too long for a module's name",
				  (int)len, item);
		else
			(void)loader_want(l, name); /* a failure is kept for the verdict */
	}
}

static void open_loader(struct boot *b)
{
	const struct config *c = &b->config;
	struct sys_uname kernel;
	int err = sys_uname(&kernel);

	if (!err)
		err = loader_open(&b->loader, "", kernel.release);
	if (err && (err != -ENOENT || c->module_lists))
		say_error("/lib/modules/%s of the image: %s", kernel.release, error_text(err));
	for (unsigned i = 0; i < c->option_count; i++)
		if (loader_option(&b->loader, c->options[i].word, c->options[i].value))
			say_error("%s is left out: too many options", c->options[i].word);
	for (unsigned i = 0; i < c->blacklists; i++)
		if (loader_blacklist(&b->loader, c->blacklist[i]))
			say_error("modprobe.blacklist=%s is left out: too many", c->blacklist[i]);
}

int drivers_step(struct boot *b)
{
	int err = events_open(b);

	if (!err)
		err = devices_open(&b->devices);
	if (err)
		return boot_fail(b, err, "no way to hear of devices: %s", error_text(err));
	open_loader(b);
	for (unsigned i = 0; i < b->config.module_lists; i++)
		want_list(&b->loader, b->config.modules[i]);
	(void)loader_start(
		&b->loader); /* a child that cannot be forked is a failure of its module */
	if (b->config.coldplug == COLDPLUG_YES)
		events_coldplug(b);
	return 0;
}
