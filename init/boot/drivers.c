// SPDX-License-Identifier: GPL-2.0
/*
 * Requests the modules of gangway.modules and starts loading them without waiting: the root is
 * mounted as soon as it appears, while other modules may still be loading.
 */
#include "init/boot/drivers.h"

#include <errno.h>

#include "drivers-load/cause.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/boot/rcu.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/*
 * A failure is only logged, since the boot may succeed without the module; the failure report
 * repeats it.
 */
static void want(struct loader *l, char *name)
{
	int err = loader_request(l, name);
	const struct module *m;

	if (!err)
		return;
	text_underscores(name);
	m = graph_find(&l->graph, name);
	log_error("module %s: %s", name,
		  m && m->state == MODULE_FAILED ? module_cause(m) : error_text(err));
}

static void request_list(struct loader *l, const char *list)
{
	while (list) {
		char name[MODULE_NAME_SIZE];
		const char *item;
		size_t len = text_item(&list, &item);

		if (!len)
			continue;
		if (text_copy_n(name, sizeof(name), item, len))
			log_error("gangway.modules: module name too long: '%.*s'", (int)len, item);
		else
			want(l, name);
	}
}

/* Logs the lines of modprobe.d that are ignored. */
static void log_rules(const struct modprobed *rules)
{
	for (const struct modprobed_rule *r = rules->rules; r < rules->rules + rules->count; r++)
		if (r->kind == MODPROBED_BAD)
			log_error("modprobe.d: ignoring '%s %s': Invalid argument", r->name,
				  r->value);
		else if (r->kind == MODPROBED_INSTALL && !modprobed_is_refusal(r))
			log_info("modprobe.d: ignoring the install command for %s", r->name);
}

struct releases {
	struct sys_uname kernel;
	unsigned others;
};

static int log_release(void *context, const char *name, unsigned char type)
{
	struct releases *releases = context;

	(void)type;
	if (text_equal(name, releases->kernel.release))
		return 0;
	log_error("no modules for the running kernel %s; this image is for kernel %s: build one "
		  "with mkinitrd IMAGE %s",
		  releases->kernel.release, name, releases->kernel.release);
	releases->others++;
	return 0;
}

bool drivers_log_releases(const struct loader *l)
{
	struct releases releases = {.others = 0};

	if (!l->catalog.dep.root && sys_uname(&releases.kernel) == 0)
		(void)file_each(SYS_CWD, "/lib/modules", log_release, &releases);
	return releases.others;
}

int drivers_open(struct loader *l, const struct config *c)
{
	struct sys_uname kernel = {.release = ""};
	int err = sys_uname(&kernel);

	if (!err)
		err = loader_open(l, "", kernel.release);
	if (!drivers_log_releases(l) && err && (err != -ENOENT || c->modules.count))
		log_error("/lib/modules/%s of the image: %s", kernel.release, error_text(err));
	log_rules(&l->catalog.rules);
	loader_set_options(l, c->options, c->option_count);
	loader_set_blacklist(l, c->blacklist.list, c->blacklist.count);
	return err;
}

/*
 * The modprobe program does without the processor: the kernel asks it for an algorithm when the
 * implementations that were chosen for the processor do not suffice.
 */
static void open_for_boot(struct loader *l, const struct config *c)
{
	char cpu[GLOB_TEXT_SIZE];

	(void)drivers_open(l, c); /* built-in drivers may suffice */
	if (file_read_value("/sys/devices/system/cpu/modalias", cpu, sizeof(cpu)) > 0)
		catalog_set_cpu(&l->catalog, cpu);
}

/* A permanent root needs no wait for a device, but its init may rely on the modules. */
static void wait_for_modules(struct boot *b)
{
	int64_t deadline = events_deadline(b->config.timeout);

	while (loader_pending(&b->loader))
		if (events_wait(b, deadline, false))
			return;
}

/*
 * Whether root= uses a name that depends on the order of loading: vda is the first disk that was
 * probed, and parallel probes end in any order. A malformed root= may be meant as such a name.
 */
static bool is_order_wanted(const struct candidates *c)
{
	bool wanted = false;

	for (const struct candidate *root = c->list; root < c->list + c->count; root++)
		wanted = wanted || (root->root &&
				    (!*root->spec.value || rootkinds[root->spec.kind].by_order));
	return wanted;
}

int drivers_prepare(struct boot *b)
{
	int err;

	if (b->drivers_began)
		return 0;
	err = devices_open(&b->devices);
	if (err)
		return err;
	b->devices.chance = candidates_chance;
	b->devices.context = &b->candidates;
	b->uevents = events_open(b->nodes);
	b->drivers_began = sys_now();
	open_for_boot(&b->loader, &b->config);
	b->loader.in_order = is_order_wanted(&b->candidates);
	return 0;
}

static void request_listed(struct boot *b)
{
	for (unsigned i = 0; i < b->config.modules.count; i++)
		request_list(&b->loader, b->config.modules.list[i]);
	loader_start(&b->loader);
	if (b->config.coldplug == COLDPLUG_YES)
		events_coldplug(&b->coldplug, &b->loader);
}

void drivers_again(struct boot *b)
{
	if (b->drivers_began && !loader_is_open(&b->loader)) {
		open_for_boot(&b->loader, &b->config);
		b->coldplug = false; /* so far, no modules were found for any device */
		request_listed(b);
	}
	loader_again(&b->loader);
}

int drivers_step(struct boot *b)
{
	int err = drivers_prepare(b);

	rcu_expedite(&b->config);
	if (err)
		return boot_fail_error(b, err, "cannot receive device events");
	/* Step config may have run again since then, after a rescue shell. */
	loader_set_options(&b->loader, b->config.options, b->config.option_count);
	loader_set_blacklist(&b->loader, b->config.blacklist.list, b->config.blacklist.count);
	b->loader.in_order = is_order_wanted(&b->candidates);
	request_listed(b);
	if (b->config.stay)
		wait_for_modules(b);
	return 0;
}
