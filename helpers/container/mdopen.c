// SPDX-License-Identifier: GPL-2.0
/*
 * Assembles arrays. An array is started when its last member appears; mdadm keeps track of them in
 * /run/mdadm.
 *
 * A degraded array is started only if it may provide the root: mdadm.conf in the image does not
 * exclude it, root= does not name another device, and a probe of the array finds the root. For the
 * probe, md starts it with start_ro, so that nothing is written, not even superblocks, before the
 * first write to the array (md_run() and md_update_sb() in drivers/md/md.c, 6.1). If the root is
 * not found, the array is stopped; its members are unchanged.
 */
#include <string.h>

#include "helpers/container/container.h"
#include "helpers/container/peek.h"
#include "lib/sys.h"
#include "lib/text.h"

#define START_RO "/sys/module/md_mod/parameters/start_ro"

enum { PATH_SIZE = 96, MEMBERS = 64, TABLE_SIZE = 16384, STOP_TRIES = 20, STOP_PAUSE = 200000 };

struct array {
	char name[BLOCKDEV_NAME_SIZE]; /* md127; empty: not in an array */
	bool active;
};

/* A container of a firmware RAID is never active itself; its array is another holder. */
static int take_holder(void *context, const char *name, unsigned char type)
{
	struct array *array = context;
	char path[PATH_SIZE], state[32];
	bool active;

	(void)type;
	if (!text_after(name, "md") || array->active ||
	    text_format(path, sizeof(path), "/sys/class/block/%s/md/array_state", name) < 0)
		return 0;
	active = file_read_value(path, state, sizeof(state)) > 0 &&
		 !text_equal(state, "inactive") && !text_equal(state, "clear");
	if ((active || !*array->name) && !text_copy(array->name, sizeof(array->name), name))
		array->active = active;
	return 0;
}

static struct array array_of(const char *device)
{
	struct array array = {.name = ""};

	(void)container_holders(device, take_holder, &array);
	return array;
}

/* Ignores a device that is already a member of an array. */
static int add(char *device)
{
	static char mdadm[] = "mdadm", incremental[] = "--incremental";
	char *const argv[] = {mdadm, incremental, device, NULL};
	struct array array = array_of(device);
	int status = 0;

	if (!*array.name) {
		status = container_run(argv);
		array = array_of(device);
	}
	if (array.active)
		return 0;
	return *array.name ? CONTAINER_INCOMPLETE : status;
}

/* ---- arrays that may provide the root ------------------------------------------------------ */

/* Compares only the digits: blkid and mdadm use different separators. */
static bool is_same_uuid(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "-:");
		b += strspn(b, "-:");
		if (text_lower(*a) != text_lower(*b))
			return false;
		if (!*a)
			return true;
	}
}

struct arrays {
	bool any, named, open; /* lines; a line names this array; a line has no UUID */
};

/* mdadm.conf(5): keywords may be abbreviated to three letters; a leading blank continues a line. */
static void take_array_line(const char *text, long len, bool *in_line, struct arrays *arrays,
			    const char *uuid)
{
	const char *end = text + len, *token;
	char word[128];
	long size;

	if (len > 0 && *text != ' ' && *text != '\t') {
		*in_line = len >= 3 && text_lower(text[0]) == 'a' && text_lower(text[1]) == 'r' &&
			   text_lower(text[2]) == 'r';
		arrays->any = arrays->any || *in_line;
	}
	while (*in_line && (size = text_token(&text, end, &token)) >= 0 && *token != '#') {
		if (text_copy_n(word, sizeof(word), token, size))
			continue;
		for (char *c = word; *c && *c != '='; c++)
			*c = text_lower(*c);
		if (text_after(word, "uuid=") && is_same_uuid(word + 5, uuid))
			arrays->named = true;
		if (text_after(word, "name=") || text_after(word, "devices=") ||
		    text_after(word, "super-minor=") || text_after(word, "container="))
			arrays->open = true;
	}
}

/*
 * Whether mdadm.conf lists arrays, but not this one. --host lists those of the machine. Lines that
 * identify arrays other than by UUID exclude nothing.
 */
static bool is_excluded_by(const char *file)
{
	static char table[TABLE_SIZE];
	const char *rest = table, *line, *uuid = container_variable("ID_FS_UUID");
	long size = file_read(file, table, sizeof(table)), len;
	struct arrays arrays = {.any = false};
	bool in_line = false;

	while (size > 0 && (len = text_line(&rest, table + size, &line)) >= 0)
		take_array_line(line, len, &in_line, &arrays, uuid);
	return arrays.any && !arrays.named && !arrays.open;
}

static bool is_excluded(void)
{
	return text_equal(container_variable("ID_FS_TYPE"), "linux_raid_member") &&
	       (is_excluded_by("/etc/mdadm/mdadm.conf") || is_excluded_by("/etc/mdadm.conf"));
}

/*
 * Whether root= is a kernel name that is neither the array or a partition of it nor a logical
 * volume, which may be on it.
 */
static bool is_other_name(const struct rootspec *spec, const char *array)
{
	const char *rest = text_after(spec->value, array);

	if (spec->kind != ROOT_NAME || strchr(spec->value, '!') || text_after(spec->value, "dm-"))
		return false;
	return !rest || (*rest && *rest != 'p');
}

/* ---- degraded ------------------------------------------------------------------------------ */

struct members {
	char path[MEMBERS][BLOCKDEV_NAME_SIZE + 8];
	unsigned count;
};

static int take_member(void *context, const char *name, unsigned char type)
{
	struct members *members = context;
	struct blockdev dev;

	(void)type;
	if (members->count < MEMBERS && !blockdev_read(name, &dev) &&
	    blockdev_path(&dev, members->path[members->count], sizeof(members->path[0])) > 0)
		members->count++;
	return 0;
}

/* Retries: a process that probes the new array may keep it open for a moment. */
static void stop(const char *array, const char *node)
{
	static char mdadm[] = "mdadm", quiet[] = "--quiet", option[] = "--stop";
	static struct members members;
	char path[PATH_SIZE];
	char *const argv[] = {mdadm, quiet, option, (char *)node, NULL};

	if (text_format(path, sizeof(path), "/sys/class/block/%s/slaves", array) > 0)
		(void)file_each(SYS_CWD, path, take_member, &members);
	for (unsigned i = 0; i < STOP_TRIES && container_run(argv); i++)
		(void)sys_poll(NULL, 0, STOP_PAUSE);
	for (unsigned i = 0; i < members.count; i++)
		(void)add(members.path[i]); /* the missing member may still appear */
}

static int run(const char *device, const char *inactive, const struct rootspec *spec)
{
	static char mdadm[] = "mdadm", option[] = "--run";
	char node[BLOCKDEV_NAME_SIZE + 8];
	char *const argv[] = {mdadm, option, node, NULL};
	struct array array;
	int status;

	if (text_format(node, sizeof(node), "/dev/%s", inactive) < 0)
		return CONTAINER_FAILED;
	status = container_run(argv);
	array = array_of(device);
	if (!array.active)
		return status ? status : CONTAINER_INCOMPLETE;
	if (peek_may_provide(spec, array.name))
		return 0;
	if (text_format(node, sizeof(node), "/dev/%s", array.name) > 0)
		stop(array.name, node);
	return CONTAINER_INCOMPLETE;
}

static int start_degraded(const char *device)
{
	struct array array = array_of(device);
	struct rootspec spec;
	char before[8];
	int status;

	if (array.active)
		return 0;
	if (!*array.name || peek_root(&spec) || is_excluded() || is_other_name(&spec, array.name))
		return CONTAINER_INCOMPLETE;
	if (file_read_value(START_RO, before, sizeof(before)) < 0 || file_write(START_RO, "1") < 0)
		return CONTAINER_INCOMPLETE; /* md would write to the members at once */
	status = run(device, array.name, &spec);
	(void)file_write(START_RO, before);
	return status;
}

int md_open(char *device, enum container_mode mode)
{
	return mode == CONTAINER_DEGRADED ? start_degraded(device) : add(device);
}
