// SPDX-License-Identifier: GPL-2.0
/* The table of words, and how the value of each is taken. */
#include "init/settings.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "init/boot.h"
#include "init/say.h"
#include "lib/sys.h"
#include "lib/text.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* A longer wait than 68 years is no limit. */
enum { SECONDS_MAX = INT_MAX };

static int64_t *number_at(struct config *c, size_t offset)
{
	return (int64_t *)((char *)c + offset);
}

/*
 * How a word's value is taken: 0, or -EINVAL where it means nothing. `value` is NULL for a bare
 * word; `offset` is the setting's place in struct config.
 */
typedef int take_fn(struct config *c, size_t offset, const char *value);

static int take_string(struct config *c, size_t offset, const char *value)
{
	if (!value)
		return -EINVAL;
	*(const char **)((char *)c + offset) = value;
	return 0;
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

/* Alone: before the real root takes over. */
static int take_break(struct config *c, size_t offset, const char *value)
{
	(void)offset;
	const char *step = value ? value : "switch";

	for (size_t i = 0; i < COUNT(steps_elsewhere); i++)
		if (text_equal(steps_elsewhere[i].name, step))
			step = steps_elsewhere[i].step;
	if (!boot_has_step(step))
		return -EINVAL;
	c->break_step = step;
	return 0;
}

static int take_flag(struct config *c, size_t offset, const char *value)
{
	if (value)
		return -EINVAL;
	*(bool *)((char *)c + offset) = true;
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
	uint64_t seconds;
	int err = value ? text_number(value, 10, SECONDS_MAX, &seconds) : -EINVAL;

	if (!err)
		*number_at(c, offset) = seconds * SYS_SECOND;
	return err;
}

/* With a number that means nothing: for ever all the same, as rootwait_timeout_setup (6.12). */
static int take_rootwait(struct config *c, size_t offset, const char *value)
{
	*number_at(c, offset) = -1;
	if (value && take_seconds(c, offset, value))
		say_error("rootwait=%s is no number of seconds: the wait has no limit", value);
	return 0;
}

static int take_panic(struct config *c, size_t offset, const char *value)
{
	const char *digits = value && *value == '-' ? value + 1 : value;
	uint64_t seconds;
	int err = value ? text_number(digits, 10, INT_MAX, &seconds) : -EINVAL;

	(void)offset;
	if (!err)
		c->panic = digits == value ? (int)seconds : -(int)seconds;
	return err;
}

static int take_shell(struct config *c, size_t offset, const char *value)
{
	(void)offset;
	if (value && text_equal(value, "yes"))
		c->shell = CHOICE_YES;
	else if (value && text_equal(value, "no"))
		c->shell = CHOICE_NO;
	else
		return -EINVAL;
	return 0;
}

/* One of a setting's names, which are in the order of its enum. */
static int take_name(const char *value, const char *const names[], unsigned count)
{
	for (unsigned i = 0; value && i < count; i++)
		if (text_equal(value, names[i]))
			return i;
	return -EINVAL;
}

static int take_coldplug(struct config *c, size_t offset, const char *value)
{
	static const char *const names[] = {
		[COLDPLUG_AUTO] = "auto", [COLDPLUG_YES] = "yes", [COLDPLUG_NO] = "no"};
	int choice = take_name(value, names, COUNT(names));

	(void)offset;
	if (choice >= 0)
		c->coldplug = choice;
	return choice < 0 ? choice : 0;
}

static int take_sysmap(struct config *c, size_t offset, const char *value)
{
	static const char *const names[] = {
		[SYSMAP_AUTO] = "auto", [SYSMAP_ALL] = "all", [SYSMAP_OFF] = "off"};
	int choice = take_name(value, names, COUNT(names));

	(void)offset;
	if (choice >= 0)
		c->sysmap = choice;
	return choice < 0 ? choice : 0;
}

static int take_list(struct config *c, size_t offset, const char *value)
{
	struct config_lists *lists = (struct config_lists *)((char *)c + offset);

	if (!value)
		return -EINVAL;
	if (lists->count == CONFIG_LISTS)
		return -E2BIG;
	lists->list[lists->count++] = value;
	return 0;
}

/* The table of words. Each is explained in gangway(7). */
static const struct word {
	const char *name;
	take_fn *take;
	size_t offset;
	const char *wants; /* for the complaint about a value */
} words[] = {
	/* the kernel's */
	{"root", take_string, offsetof(struct config, root), "a device"},
	{"rootfstype", take_string, offsetof(struct config, rootfstype), "a list of types"},
	{"rootflags", take_string, offsetof(struct config, rootflags), "mount options"},
	{"ro", take_ro, 0, "no value"},
	{"rw", take_rw, 0, "no value"},
	{"rootwait", take_rootwait, offsetof(struct config, timeout), "seconds, or nothing"},
	{"rootdelay", take_seconds, offsetof(struct config, rootdelay), "seconds"},
	{"init", take_string, offsetof(struct config, init), "a program"},
	{"panic", take_panic, 0, "seconds"},
	{"modprobe.blacklist", take_list, offsetof(struct config, blacklist), "a list of modules"},
	/* ours */
	{"gangway.modules", take_list, offsetof(struct config, modules), "a list of modules"},
	{"gangway.coldplug", take_coldplug, 0, "auto, yes or no"},
	{"gangway.sysmap", take_sysmap, 0, "auto, all or off"},
	{"gangway.fallback", take_list, offsetof(struct config, fallback), "a list of roots"},
	{"gangway.timeout", take_seconds, offsetof(struct config, timeout), "seconds"},
	{"gangway.break", take_break, 0, "a step"},
	{"break", take_break, 0, "a step"},
	{"rd.break", take_break, 0, "a step"},
	{"gangway.shell", take_shell, 0, "yes or no"},
	{"gangway.stay", take_flag, offsetof(struct config, stay), "no value"},
	{"gangway.debug", take_flag, offsetof(struct config, debug), "no value"},
};

static const struct word *find_word(const char *name)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (text_param_equal(words[i].name, name, strlen(words[i].name) + 1))
			return &words[i];
	return NULL;
}

static int add_option(struct config *c, const char *word, const char *value)
{
	if (c->option_count == CONFIG_OPTIONS)
		return -E2BIG;
	c->options[c->option_count].word = word;
	c->options[c->option_count++].value = value;
	return 0;
}

static unsigned distance(const struct word *word, const char *name)
{
	return text_distance(name, word->name);
}

/* A slip of two letters is near enough to be what was meant. */
static void say_unknown(const char *name, const char *origin)
{
	const struct word *nearest = words;

	for (size_t i = 1; i < COUNT(words); i++)
		if (distance(&words[i], name) < distance(nearest, name))
			nearest = &words[i];
	if (distance(nearest, name) <= 2)
		say_error("%s: %s is no word of gangway's; did you mean %s?", origin, name,
			  nearest->name);
	else
		say_error("%s: %s is no word of gangway's; gangway(7) lists them", origin, name);
}

void settings_take(struct config *c, const char *name, const char *value, const char *origin)
{
	const struct word *word = find_word(name);
	const char *dot = strchr(name, '.');
	int err = 0;

	if (word) {
		err = word->take(c, word->offset, value);
		if (err == -EINVAL || err == -ERANGE)
			say_error("%s: %s%s%s is left out: it takes %s", origin, name,
				  value ? "=" : "", value ? value : "", word->wants);
	} else if (text_after(name, "gangway.")) {
		say_unknown(name, origin);
	} else if (dot && dot > name && dot[1]) { /* the kernel's own among them; they do no harm */
		err = add_option(c, name, value);
	}
	if (err == -E2BIG)
		say_error("%s: %s is left out: too many words of this kind", origin, name);
}
