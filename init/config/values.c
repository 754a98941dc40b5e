// SPDX-License-Identifier: GPL-2.0
#include "init/config/values.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "init/base/log.h"
#include "init/config/config.h"
#include "lib/sys.h"
#include "lib/text.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* rootwait_timeout_setup() counts milliseconds in an int (init/do_mounts.c, 6.12). */
enum { ROOTWAIT_MAX = INT_MAX / 1000 };

/* The three choices are stored as numbers. */
_Static_assert(COLDPLUG_NO == 2 && SYSMAP_OFF == 2 && CHOICE_NO == 2, "the last is no");
_Static_assert(sizeof(enum coldplug) == sizeof(int) && sizeof(enum sysmap) == sizeof(int) &&
		       sizeof(enum choice) == sizeof(int),
	       "take_choice() sets them");

static void *setting_at(struct config *c, const struct param *param)
{
	return (char *)c + param->offset;
}

int take_string(struct config *c, const struct param *param, const char *value)
{
	if (!value)
		return -EINVAL;
	*(const char **)setting_at(c, param) = value;
	return 0;
}

/* An empty value discards an earlier one. */
int take_optional(struct config *c, const struct param *param, const char *value)
{
	if (!value)
		return -EINVAL;
	*(const char **)setting_at(c, param) = *value ? value : NULL;
	return 0;
}

/* Returns the index of the name, or -EINVAL. */
static int find_name(const char *value, const char *const names[], unsigned count)
{
	for (unsigned i = 0; value && i < count; i++)
		if (names[i] && text_equal_nocase(value, names[i]))
			return i;
	return -EINVAL;
}

int value_flag(const char *value)
{
	static const char *const names[] = {"no", "yes", "0", "1", "off", "on", "false", "true"};
	int name = find_name(value ? value : "yes", names, COUNT(names));

	return name < 0 ? name : name & 1;
}

/* Only what is for an initramfs: state is for the real system. */
int take_volatile(struct config *c, const struct param *param, const char *value)
{
	static const char *const names[] = {"state", "overlay"};
	int on = value_flag(value), name = find_name(value, names, COUNT(names));

	(void)param;
	if (on < 0 && name < 0)
		return -EINVAL;
	c->volatile_root = on == 0 || name == 0 ? NULL : value ? value : "yes";
	return 0;
}

/* gangway.root= overrides root=, whatever their order: the boot loader may add root=. */
int take_root(struct config *c, const struct param *param, const char *value)
{
	bool real = text_after(param->name, "gangway.");
	int err = c->real_root && !real ? 0 : take_string(c, param, value);

	if (!err && real)
		c->real_root = true;
	return err;
}

/* A list with `auto`, as in mount(8), leaves the choice to the superblock. */
int take_types(struct config *c, const struct param *param, const char *value)
{
	const char *rest = value, *item;

	while (rest) {
		size_t len = text_item(&rest, &item);

		if (text_is(item, len, "auto"))
			value = "";
	}
	return take_optional(c, param, value);
}

int take_flag(struct config *c, const struct param *param, const char *value)
{
	int on = value_flag(value);

	if (on >= 0)
		*(bool *)setting_at(c, param) = on;
	return on < 0 ? on : 0;
}

/* Notes that the parameter is set, to whatever value. */
int take_any(struct config *c, const struct param *param, const char *value)
{
	(void)value;
	*(bool *)setting_at(c, param) = true;
	return 0;
}

/* Values of initramfs-tools' break= and dracut's rd.break=, and the corresponding steps. */
static const struct {
	char name[12], step[8];
} steps_elsewhere[] = {
	{"top", "drivers"},      {"modules", "drivers"},  {"premount", "mount"},
	{"mountroot", "mount"},  {"bottom", "switch"},    {"cmdline", "drivers"},
	{"pre-udev", "drivers"}, {"pre-trigger", "root"}, {"initqueue", "root"},
	{"pre-mount", "mount"},  {"pre-pivot", "switch"}, {"cleanup", "init"},
};

/* Without a value: before the switch. main.c checks the name of the step. */
int take_break(struct config *c, const struct param *param, const char *value)
{
	int on = value_flag(value);
	const char *step = on == 0 ? NULL : on == 1 ? "switch" : value;

	(void)param;
	for (size_t i = 0; step && i < COUNT(steps_elsewhere); i++)
		if (text_equal(steps_elsewhere[i].name, step))
			step = steps_elsewhere[i].step;
	if (step && !*step)
		return -EINVAL;
	c->break_step = step;
	return 0;
}

int take_mode(struct config *c, const struct param *param, const char *value)
{
	if (value)
		return -EINVAL;
	c->writable = text_equal(param->name, "rw");
	return 0;
}

int take_seconds(struct config *c, const struct param *param, const char *value)
{
	int32_t seconds;
	int err = value ? text_integer(value, &seconds) : -EINVAL;

	if (!err && seconds < 0)
		err = -ERANGE;
	if (!err)
		*(int64_t *)setting_at(c, param) = seconds * SYS_SECOND;
	return err;
}

/* The time to wait for missing devices, or no: no limit. */
int take_degraded(struct config *c, const struct param *param, const char *value)
{
	int64_t *time = setting_at(c, param);
	int err = 0;

	if (value && text_equal(value, "no"))
		*time = -1;
	else
		err = take_seconds(c, param, value);
	if (!*time)
		*time = 1; /* at once: 0 is the default */
	return err;
}

/* An invalid number means no limit, as in rootwait_timeout_setup (6.12). */
int take_rootwait(struct config *c, const struct param *param, const char *value)
{
	int64_t *timeout = setting_at(c, param);

	if (value && !take_seconds(c, param, value) && *timeout <= ROOTWAIT_MAX * SYS_SECOND)
		return 0;
	*timeout = -1;
	if (value)
		log_error("rootwait=%s: not a number of seconds up to %d; waiting without a limit",
			  value, ROOTWAIT_MAX);
	return 0;
}

int take_panic(struct config *c, const struct param *param, const char *value)
{
	(void)param;
	return value ? text_integer(value, &c->panic) : -EINVAL;
}

int take_choice(struct config *c, const struct param *param, const char *value)
{
	static const char *const names[][2] = {
		[GPT] = {NULL, "gpt"},
		[AUTO_ALL] = {"auto", "all"},
		[AUTO_YES] = {"auto", "yes"},
		[YES] = {NULL, "yes"},
	};
	int on = value ? value_flag(value) : -EINVAL;
	int choice = find_name(value, names[param->names], 2);

	if (on == 0)
		choice = 2;
	else if (on == 1 && param->names >= AUTO_YES)
		choice = 1;
	if (choice >= 0)
		*(int *)setting_at(c, param) = choice;
	return choice < 0 ? choice : 0;
}

int take_list(struct config *c, const struct param *param, const char *value)
{
	struct config_lists *lists = setting_at(c, param);

	if (!value)
		return -EINVAL;
	if (lists->count == CONFIG_LISTS)
		return -E2BIG;
	lists->list[lists->count++] = value;
	return 0;
}

/* An empty value discards earlier ones. Not so for modprobe.blacklist, which kmod reads too. */
int take_own_list(struct config *c, const struct param *param, const char *value)
{
	struct config_lists *lists = setting_at(c, param);

	if (!value || *value)
		return take_list(c, param, value);
	lists->count = 0;
	return 0;
}
