// SPDX-License-Identifier: GPL-2.0
/* The table of parameters, and the restrictions of gangway.final. */
#include "init/config/settings.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "init/base/log.h"
#include "init/config/config.h"
#include "init/config/values.h"
#include "lib/text.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static take_fn take_final;

#define AT(field) offsetof(struct config, field)

/*
 * gangway(7) describes each parameter. Parameters with the same field of struct config are names of
 * one setting.
 */
static const struct param params[] = {
	/* clang-format off */
	/* of the kernel */
	{"root",               take_root,     AT(root),       NO_NAMES, "a device"},
	{"rootfstype",         take_types,    AT(rootfstype), NO_NAMES, "a list of types"},
	{"rootflags",          take_string,   AT(rootflags),  NO_NAMES, "mount options"},
	{"ro",                 take_mode,     AT(writable),   NO_NAMES, "no value"},
	{"rw",                 take_mode,     AT(writable),   NO_NAMES, "no value"},
	{"rootwait",           take_rootwait, AT(timeout),    NO_NAMES, "seconds, or no value"},
	{"rootdelay",          take_seconds,  AT(rootdelay),  NO_NAMES, "seconds"},
	{"init",               take_string,   AT(init),       NO_NAMES, "a program"},
	{"resume",             take_string,   AT(resume),     NO_NAMES, "a device"},
	{"noresume",           take_flag,     AT(noresume),   NO_NAMES, "yes or no"},
	{"panic",              take_panic,    AT(panic),      NO_NAMES, "seconds"},
	{"modprobe.blacklist", take_list,     AT(blacklist),  NO_NAMES, "a list of modules"},
	{"rcupdate.rcu_normal", take_any,     AT(no_expedite), NO_NAMES, "any value"},
	{"nohz_full",          take_any,      AT(no_expedite), NO_NAMES, "any value"},
	{"isolcpus",           take_any,      AT(no_expedite), NO_NAMES, "any value"},
	/* of initramfs-tools */
	{"loop",               take_optional, AT(loop),       NO_NAMES, "a file"},
	/* of systemd */
	{"systemd.volatile",   take_volatile, AT(volatile_root), NO_NAMES, "overlay, state, yes or no"},
	/* of gangway */
	{"gangway.root",       take_root,     AT(root),       NO_NAMES, "a device"},
	{"gangway.image",      take_optional, AT(image),      NO_NAMES, "a file"},
	{"gangway.modules",    take_own_list, AT(modules),    NO_NAMES, "a list of modules"},
	{"gangway.coldplug",   take_choice,   AT(coldplug),   AUTO_YES, "auto, yes or no"},
	{"gangway.sysmap",     take_choice,   AT(sysmap),     AUTO_ALL, "auto, all or off"},
	{"gangway.fallback",   take_own_list, AT(fallback),   NO_NAMES, "a list of roots"},
	{"gangway.trial",      take_optional, AT(trial),      NO_NAMES, "a device, a colon and a file"},
	{"gangway.slots",      take_choice,   AT(slots),      GPT,      "gpt or no"},
	{"gangway.overlay",    take_optional, AT(overlay),    NO_NAMES, "a device"},
	{"gangway.timeout",    take_seconds,  AT(timeout),    NO_NAMES, "seconds"},
	{"gangway.degraded",   take_degraded, AT(degraded),   NO_NAMES, "seconds, or no"},
	{"gangway.break",      take_break,    AT(break_step), NO_NAMES, "a step, or no"},
	{"break",              take_break,    AT(break_step), NO_NAMES, "a step, or no"},
	{"rd.break",           take_break,    AT(break_step), NO_NAMES, "a step, or no"},
	{"gangway.shell",      take_choice,   AT(shell),      YES,      "yes or no"},
	{"gangway.systemd",    take_choice,   AT(systemd),    YES,      "yes or no"},
	{"gangway.stay",       take_flag,     AT(stay),       NO_NAMES, "yes or no"},
	{"gangway.expedite",   take_choice,   AT(expedite),   YES,      "yes or no"},
	{"gangway.watchdog",   take_seconds,  AT(watchdog),   NO_NAMES, "seconds"},
	{"gangway.debug",      take_flag,     AT(debug),      NO_NAMES, "yes or no"},
	{"gangway.final",      take_final,    AT(final),      NO_NAMES, "all, or a list of parameters"},
	/* clang-format on */
};

_Static_assert((int)COUNT(params) <= (int)CONFIG_PARAMS, "config.h: set_by_file is too short");

static const struct param *find_param(const char *name)
{
	for (size_t i = 0; i < COUNT(params); i++)
		if (text_param_equal(params[i].name, name, strlen(params[i].name) + 1))
			return &params[i];
	return NULL;
}

bool settings_is_verity(const char *name)
{
	static const char prefix[] = "systemd.verity_";

	return text_param_equal(name, prefix, sizeof(prefix) - 1) || text_equal(name, "roothash") ||
	       text_equal(name, "usrhash");
}

bool settings_is_usr(const char *name)
{
	static const char prefix[] = "systemd.verity_usr_";

	return text_after(name, "mount.usr") ||
	       text_param_equal(name, prefix, sizeof(prefix) - 1) || text_equal(name, "usrhash");
}

bool settings_is_verity_root(const char *name)
{
	return settings_is_verity(name) && !settings_is_usr(name);
}

/* A parameter of a module, or of the helper for dm-verity. */
static bool is_option(const char *name)
{
	const char *dot = strchr(name, '.');

	return (dot && dot > name && dot[1]) || settings_is_verity(name);
}

static unsigned distance(const struct param *param, const char *name)
{
	return text_distance(name, param->name);
}

/* Up to two typos still suggest the parameter. */
static void log_unknown(const char *name, const char *origin)
{
	const struct param *closest = params;

	for (size_t i = 1; i < COUNT(params); i++)
		if (distance(&params[i], name) < distance(closest, name))
			closest = &params[i];
	if (distance(closest, name) <= 2)
		log_error("%s: unknown parameter %s; did you mean %s?", origin, name,
			  closest->name);
	else
		log_error("%s: unknown parameter %s; see gangway(7)", origin, name);
}

/* ---- gangway.final ------------------------------------------------------------------------- */

enum { NAME_SIZE = 64 };

/* Items of gangway.final that are not names; a flag stands for what the file sets. */
static bool is_scope(const char *item)
{
	return text_equal(item, "all") || value_flag(item) >= 0;
}

static int take_final(struct config *c, const struct param *param, const char *value)
{
	const char *rest, *item;
	char name[NAME_SIZE];

	for (rest = value = value ? value : "yes"; rest;) {
		size_t len = text_item(&rest, &item);

		if (text_copy_n(name, sizeof(name), item, len))
			return -EINVAL;
		if (len && !is_scope(name) && !find_param(name) &&
		    (text_after(name, "gangway.") || !is_option(name)))
			log_unknown(name, "gangway.final");
	}
	return take_list(c, param, value);
}

/* Whether the file sets the setting of `name`, by this or another name. */
static bool is_set_by_file(const struct config *c, const char *name, const struct param *param)
{
	for (size_t i = 0; param && i < COUNT(params); i++)
		if (c->set_by_file[i] && params[i].offset == param->offset)
			return true;
	for (unsigned i = 0; !param && i < c->file_options; i++)
		if (text_param_equal(c->options[i].name, name, strlen(name) + 1) ||
		    (settings_is_verity(c->options[i].name) && settings_is_verity(name)))
			return true; /* an option of dm-verity can disable the others */
	return false;
}

/* Whether an item of gangway.final applies to the parameter. */
static bool covers(const struct config *c, const char *item, const char *name,
		   const struct param *param)
{
	const struct param *other;

	if (text_equal(item, "all"))
		return true;
	if (is_scope(item))
		return value_flag(item) && is_set_by_file(c, name, param);
	other = find_param(item);
	if (other && param)
		return other->offset == param->offset;
	return text_param_equal(item, name, strlen(name) + 1);
}

static bool is_final(const struct config *c, const char *name, const struct param *param)
{
	char text[NAME_SIZE];

	for (unsigned i = 0; i < c->final.count; i++) {
		const char *rest = c->final.list[i], *item;

		while (rest) {
			size_t len = text_item(&rest, &item);

			if (len && !text_copy_n(text, sizeof(text), item, len) &&
			    covers(c, text, name, param))
				return true;
		}
	}
	return false;
}

/* ---- one parameter ------------------------------------------------------------------------- */

static int add_option(struct config *c, const char *name, const char *value)
{
	if (c->option_count == CONFIG_OPTIONS)
		return -E2BIG; /* impossible for texts of config.h's sizes */
	c->options[c->option_count].name = name;
	c->options[c->option_count++].value = value;
	c->verity = c->verity || settings_is_verity_root(name);
	return 0;
}

/* Why the command line may not set the parameter; NULL: it may. */
static const char *refusal(const struct config *c, const char *name, const struct param *param)
{
	if (param && param->take == take_final)
		return "only valid in /etc/gangway.conf";
	if ((param || is_option(name)) && is_final(c, name, param))
		return "gangway.final in /etc/gangway.conf";
	return NULL;
}

void settings_take(struct config *c, const char *name, const char *value,
		   enum settings_origin origin)
{
	static const char *const origins[] = {"/etc/gangway.conf", "command line"};
	const struct param *param = find_param(name);
	const char *why = origin == SETTINGS_LINE ? refusal(c, name, param) : NULL;
	const char *equals = value ? "=" : "", *text = value ? value : "";
	int err = 0;

	if (why) {
		log_error("%s: ignoring %s%s%s: %s", origins[origin], name, equals, text, why);
	} else if (param) {
		err = param->take(c, param, value);
		if (err == -EINVAL || err == -ERANGE)
			log_error("%s: ignoring %s%s%s: expected %s", origins[origin], name, equals,
				  text, param->expected);
		if (!err && origin == SETTINGS_FILE)
			c->set_by_file[param - params] = true;
	} else if (text_after(name, "gangway")) { /* any continuation: '-' may be a typo too */
		log_unknown(name, origins[origin]);
	} else if (is_option(name)) { /* includes the kernel's own, which are harmless */
		err = add_option(c, name, value);
	}
	if (err == -E2BIG)
		log_error("%s: ignoring %s%s%s: more than %d of them", origins[origin], name,
			  equals, text, CONFIG_LISTS);
}
