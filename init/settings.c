// SPDX-License-Identifier: GPL-2.0
/* The table of parameters, and how the value of each is taken. */
#include "init/settings.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "init/config.h"
#include "init/say.h"
#include "lib/sys.h"
#include "lib/text.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* rootwait_timeout_setup() counts milliseconds in an int (init/do_mounts.c, 6.12). */
enum { ROOTWAIT_MAX = INT_MAX / 1000 };

static void *setting_at(struct config *c, size_t offset)
{
	return (char *)c + offset;
}

/*
 * How a parameter's value is taken: 0, or -EINVAL where it means nothing. `value` is NULL if there
 * is no '='; `offset` is the setting's place in struct config.
 */
typedef int take_fn(struct config *c, size_t offset, const char *value);

static int take_string(struct config *c, size_t offset, const char *value)
{
	if (!value)
		return -EINVAL;
	*(const char **)setting_at(c, offset) = value;
	return 0;
}

/* A list with `auto`, as mount(8) takes it, leaves the choice to the superblock. */
static int take_types(struct config *c, size_t offset, const char *value)
{
	const char *rest = value, *item;

	while (rest) {
		size_t len = text_item(&rest, &item);

		if (len == 4 && !memcmp(item, "auto", 4))
			value = "";
	}
	if (value && !*value) {
		*(const char **)setting_at(c, offset) = NULL;
		return 0;
	}
	return take_string(c, offset, value);
}

/* One of a setting's names: its index. */
static int find_name(const char *value, const char *const names[], unsigned count)
{
	for (unsigned i = 0; value && i < count; i++)
		if (text_equal_nocase(value, names[i]))
			return i;
	return -EINVAL;
}

/* 1 or 0. Without a value a flag is on. */
static int parse_flag(const char *value)
{
	static const char *const names[] = {"no", "yes", "0", "1", "off", "on", "false", "true"};
	int name = find_name(value ? value : "yes", names, COUNT(names));

	return name < 0 ? name : name & 1;
}

static int take_flag(struct config *c, size_t offset, const char *value)
{
	int on = parse_flag(value);

	if (on >= 0)
		*(bool *)setting_at(c, offset) = on;
	return on < 0 ? on : 0;
}

/* What break= of initramfs-tools and rd.break= of dracut call the places where ours are. */
static const struct {
	const char *name, *step;
} steps_elsewhere[] = {
	{"top", "drivers"},      {"modules", "drivers"},  {"premount", "mount"},
	{"mountroot", "mount"},  {"bottom", "switch"},    {"cmdline", "drivers"},
	{"pre-udev", "drivers"}, {"pre-trigger", "root"}, {"initqueue", "root"},
	{"pre-mount", "mount"},  {"pre-pivot", "switch"}, {"cleanup", "init"},
};

/* Alone: before the real root takes over. main.c knows which steps there are. */
static int take_break(struct config *c, size_t offset, const char *value)
{
	int on = parse_flag(value);
	const char *step = on == 0 ? NULL : on == 1 ? "switch" : value;

	(void)offset;
	for (size_t i = 0; step && i < COUNT(steps_elsewhere); i++)
		if (text_equal(steps_elsewhere[i].name, step))
			step = steps_elsewhere[i].step;
	if (step && !*step)
		return -EINVAL;
	c->break_step = step;
	return 0;
}

static int take_ro(struct config *c, size_t offset, const char *value)
{
	(void)offset;
	if (value)
		return -EINVAL;
	c->writable = false;
	return 0;
}

static int take_rw(struct config *c, size_t offset, const char *value)
{
	(void)offset;
	if (value)
		return -EINVAL;
	c->writable = true;
	return 0;
}

static int take_seconds(struct config *c, size_t offset, const char *value)
{
	int32_t seconds;
	int err = value ? text_integer(value, &seconds) : -EINVAL;

	if (!err && seconds < 0)
		err = -ERANGE;
	if (!err)
		*(int64_t *)setting_at(c, offset) = seconds * SYS_SECOND;
	return err;
}

/* How long missing devices are waited for, or that they always are. */
static int take_degraded(struct config *c, size_t offset, const char *value)
{
	int64_t *time = setting_at(c, offset);
	int err = 0;

	if (value && text_equal(value, "no"))
		*time = -1;
	else
		err = take_seconds(c, offset, value);
	if (!*time)
		*time = 1; /* at once: 0 is the default */
	return err;
}

/* With a number that means nothing: for ever all the same, as rootwait_timeout_setup (6.12). */
static int take_rootwait(struct config *c, size_t offset, const char *value)
{
	int64_t *timeout = setting_at(c, offset);

	if (value && !take_seconds(c, offset, value) && *timeout <= ROOTWAIT_MAX * SYS_SECOND)
		return 0;
	*timeout = -1;
	if (value)
		say_error("rootwait=%s: not a number of seconds up to %d; waiting without a limit",
			  value, ROOTWAIT_MAX);
	return 0;
}

static int take_panic(struct config *c, size_t offset, const char *value)
{
	(void)offset;
	return value ? text_integer(value, &c->panic) : -EINVAL;
}

static int take_shell(struct config *c, size_t offset, const char *value)
{
	int on = value ? parse_flag(value) : -EINVAL;

	(void)offset;
	if (on >= 0)
		c->shell = on ? CHOICE_YES : CHOICE_NO;
	return on < 0 ? on : 0;
}

static int take_coldplug(struct config *c, size_t offset, const char *value)
{
	int on = value ? parse_flag(value) : -EINVAL;

	(void)offset;
	if (value && text_equal(value, "auto"))
		c->coldplug = COLDPLUG_AUTO;
	else if (on >= 0)
		c->coldplug = on ? COLDPLUG_YES : COLDPLUG_NO;
	else
		return -EINVAL;
	return 0;
}

static int take_sysmap(struct config *c, size_t offset, const char *value)
{
	static const char *const names[] = {
		[SYSMAP_AUTO] = "auto", [SYSMAP_ALL] = "all", [SYSMAP_OFF] = "off"};
	int choice = find_name(value, names, COUNT(names));

	(void)offset;
	if (value && choice < 0 && parse_flag(value) == 0)
		choice = SYSMAP_OFF;
	if (choice >= 0)
		c->sysmap = choice;
	return choice < 0 ? choice : 0;
}

static int take_list(struct config *c, size_t offset, const char *value)
{
	struct config_lists *lists = setting_at(c, offset);

	if (!value)
		return -EINVAL;
	if (lists->count == CONFIG_LISTS)
		return -E2BIG;
	lists->list[lists->count++] = value;
	return 0;
}

/* An empty one drops what came before: modprobe.blacklist, which kmod reads too, has none such. */
static int take_own_list(struct config *c, size_t offset, const char *value)
{
	struct config_lists *lists = setting_at(c, offset);

	if (!value || *value)
		return take_list(c, offset, value);
	lists->count = 0;
	return 0;
}

static int take_final(struct config *c, size_t offset, const char *value);

#define AT(field) offsetof(struct config, field)

/*
 * The table of parameters. Each is explained in gangway(7). Those with one place in struct config
 * are names of one setting.
 */
static const struct param {
	const char *name;
	take_fn *take;
	size_t offset;
	const char *expected; /* for the message about a value */
} params[] = {
	/* clang-format off */
	/* the kernel's */
	{"root",               take_string,   AT(root),       "a device"},
	{"rootfstype",         take_types,    AT(rootfstype), "a list of types"},
	{"rootflags",          take_string,   AT(rootflags),  "mount options"},
	{"ro",                 take_ro,       AT(writable),   "no value"},
	{"rw",                 take_rw,       AT(writable),   "no value"},
	{"rootwait",           take_rootwait, AT(timeout),    "seconds, or no value"},
	{"rootdelay",          take_seconds,  AT(rootdelay),  "seconds"},
	{"init",               take_string,   AT(init),       "a program"},
	{"resume",             take_string,   AT(resume),     "a device"},
	{"noresume",           take_flag,     AT(noresume),   "yes or no"},
	{"panic",              take_panic,    AT(panic),      "seconds"},
	{"modprobe.blacklist", take_list,     AT(blacklist),  "a list of modules"},
	/* ours */
	{"gangway.modules",    take_own_list, AT(modules),    "a list of modules"},
	{"gangway.coldplug",   take_coldplug, AT(coldplug),   "auto, yes or no"},
	{"gangway.sysmap",     take_sysmap,   AT(sysmap),     "auto, all or off"},
	{"gangway.fallback",   take_own_list, AT(fallback),   "a list of roots"},
	{"gangway.timeout",    take_seconds,  AT(timeout),    "seconds"},
	{"gangway.degraded",   take_degraded, AT(degraded),   "seconds, or no"},
	{"gangway.break",      take_break,    AT(break_step), "a step, or no"},
	{"break",              take_break,    AT(break_step), "a step, or no"},
	{"rd.break",           take_break,    AT(break_step), "a step, or no"},
	{"gangway.shell",      take_shell,    AT(shell),      "yes or no"},
	{"gangway.stay",       take_flag,     AT(stay),       "yes or no"},
	{"gangway.debug",      take_flag,     AT(debug),      "yes or no"},
	{"gangway.final",      take_final,    AT(final),      "all, or a list of parameters"},
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

static bool is_option(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && dot > name && dot[1];
}

static unsigned distance(const struct param *param, const char *name)
{
	return text_distance(name, param->name);
}

/* A slip of two letters is near enough to be what was meant. */
static void say_unknown(const char *name, const char *origin)
{
	const struct param *nearest = params;

	for (size_t i = 1; i < COUNT(params); i++)
		if (distance(&params[i], name) < distance(nearest, name))
			nearest = &params[i];
	if (distance(nearest, name) <= 2)
		say_error("%s: unknown parameter %s; did you mean %s?", origin, name,
			  nearest->name);
	else
		say_error("%s: unknown parameter %s; see gangway(7)", origin, name);
}

/* ---- gangway.final ------------------------------------------------------------------------- */

enum { NAME_SIZE = 64 };

/* The items of gangway.final that are no names; a flag means what the file sets. */
static bool is_scope(const char *item)
{
	return text_equal(item, "all") || parse_flag(item) >= 0;
}

static int take_final(struct config *c, size_t offset, const char *value)
{
	const char *rest, *item;
	char name[NAME_SIZE];

	for (rest = value = value ? value : "yes"; rest;) {
		size_t len = text_item(&rest, &item);

		if (text_copy_n(name, sizeof(name), item, len))
			return -EINVAL;
		if (len && !is_scope(name) && !find_param(name) &&
		    (text_after(name, "gangway.") || !is_option(name)))
			say_unknown(name, "gangway.final");
	}
	return take_list(c, offset, value);
}

/* Whether the file sets what `name` sets, by that name or another. */
static bool is_set_by_file(const struct config *c, const char *name, const struct param *param)
{
	for (size_t i = 0; param && i < COUNT(params); i++)
		if (c->set_by_file[i] && params[i].offset == param->offset)
			return true;
	for (unsigned i = 0; !param && i < c->file_options; i++)
		if (text_param_equal(c->options[i].name, name, strlen(name) + 1))
			return true;
	return false;
}

/* Whether an item of gangway.final means the parameter. */
static bool covers(const struct config *c, const char *item, const char *name,
		   const struct param *param)
{
	const struct param *other;

	if (text_equal(item, "all"))
		return true;
	if (is_scope(item))
		return parse_flag(item) && is_set_by_file(c, name, param);
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
		return -E2BIG; /* not with the texts that config.h counts for */
	c->options[c->option_count].name = name;
	c->options[c->option_count++].value = value;
	return 0;
}

/* Why the command line may not set it; NULL: it may. */
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
		say_error("%s: ignoring %s%s%s: %s", origins[origin], name, equals, text, why);
	} else if (param) {
		err = param->take(c, param->offset, value);
		if (err == -EINVAL || err == -ERANGE)
			say_error("%s: ignoring %s%s%s: expected %s", origins[origin], name, equals,
				  text, param->expected);
		if (!err && origin == SETTINGS_FILE)
			c->set_by_file[param - params] = true;
	} else if (text_after(name, "gangway")) { /* whatever follows: '-' is a slip too */
		say_unknown(name, origins[origin]);
	} else if (is_option(name)) { /* the kernel's own among them; they do no harm */
		err = add_option(c, name, value);
	}
	if (err == -E2BIG)
		say_error("%s: ignoring %s%s%s: more than %d of them", origins[origin], name,
			  equals, text, CONFIG_LISTS);
}
