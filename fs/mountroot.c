// SPDX-License-Identifier: GPL-2.0
#include "fs/mountroot.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <linux/mount.h>

#include "lib/sys.h"
#include "lib/text.h"

/* linux/mount.h, 5.10 */
#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256
#endif

/* Flags implied by `owner` and `user` (MS_OWNERSECURE and MS_SECURE of libmount). */
enum { OWNER_FLAGS = MS_NOSUID | MS_NODEV, USER_FLAGS = OWNER_FLAGS | MS_NOEXEC };

/*
 * Options that are not passed to the file system: flags of mount(2), and options for mount(8)
 * itself (libmount/src/optmap.c, util-linux 2.38). Options that make no sense for a root (bind,
 * remount, loop) or must not be dropped (verity.roothash=) are absent, so that the file system
 * rejects them.
 */
struct option {
	char name[12];
	uint32_t set, clear;
};

/* With "no" in front, these mean the opposite. */
static const struct option negatable[] = {
	{"suid", 0, MS_NOSUID},
	{"dev", 0, MS_NODEV},
	{"exec", 0, MS_NOEXEC},
	{"atime", 0, MS_NOATIME},
	{"diratime", 0, MS_NODIRATIME},
	{"relatime", MS_RELATIME, 0},
	{"strictatime", MS_STRICTATIME, 0},
	{"lazytime", MS_LAZYTIME, 0},
	{"mand", MS_MANDLOCK, 0},
	{"iversion", MS_I_VERSION, 0},
	{"symfollow", 0, MS_NOSYMFOLLOW},
	{"auto", 0, 0},
};

/* Those that end with '=' or '-' are prefixes. */
static const char others[][9] = {
	"defaults", "nofail",  "_netdev",  "_rnetdev" /* for Fedora's init scripts */,
	"nouser",   "nousers", "noowner",  "nogroup",
	"user=",    "helper=", "uhelper=", "comment=",
	"x-",       "X-",
};

static const struct option options[] = {
	{"ro", MS_RDONLY, 0},         {"rw", 0, MS_RDONLY},       {"sync", MS_SYNCHRONOUS, 0},
	{"async", 0, MS_SYNCHRONOUS}, {"dirsync", MS_DIRSYNC, 0}, {"silent", MS_SILENT, 0},
	{"loud", 0, MS_SILENT},       {"user", USER_FLAGS, 0},    {"users", USER_FLAGS, 0},
	{"owner", OWNER_FLAGS, 0},    {"group", OWNER_FLAGS, 0},
};

#define FIND(table, text, len) find(table, sizeof(table) / sizeof((table)[0]), text, len)

static const struct option *find(const struct option *table, size_t count, const char *text,
				 size_t len)
{
	for (const struct option *option = table; option < table + count; option++) {
		if (text_is(text, len, option->name))
			return option;
	}
	return NULL;
}

static bool is_other(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t name_len = strlen(others[i]);
		char last = others[i][name_len - 1];
		bool is_prefix = last == '=' || last == '-';

		if (len >= name_len && (len == name_len || is_prefix) &&
		    memcmp(others[i], text, name_len) == 0)
			return true;
	}
	return false;
}

/* Whether the option is not for the file system; then its flags are set or cleared. */
static bool take_option(unsigned long *flags, const char *text, size_t len)
{
	const struct option *option = FIND(options, text, len);
	size_t no = len > 2 && memcmp(text, "no", 2) == 0 ? 2 : 0;

	if (!option)
		option = FIND(negatable, text + no, len - no);
	else
		no = 0;
	if (!option)
		return is_other(text, len);
	*flags = no ? (*flags | option->clear) & ~option->set
		    : (*flags | option->set) & ~option->clear;
	return true;
}

/* Next option of the list, like text_item(), but quotes protect commas. */
static size_t next_option(const char **list, const char **ret_option)
{
	const char *at = *list;
	bool quoted = false;

	for (*ret_option = at; *at && (quoted || *at != ','); at++)
		quoted = quoted != (*at == '"');
	*list = *at ? at + 1 : NULL;
	return at - *ret_option;
}

/* All attempts share the data and, except for MS_RDONLY, the flags. */
struct attempt {
	const struct mount_request *request;
	struct mount_result *result;
	unsigned long flags;
	int err;         /* error of the decisive attempt */
	char data[2048]; /* COMMAND_LINE_SIZE of x86 and arm64 */
};

static int add_data(struct attempt *attempt, const char *option, size_t len)
{
	char *end = attempt->data + strlen(attempt->data);
	size_t comma = end > attempt->data;
	size_t left = attempt->data + sizeof(attempt->data) - end;

	if (len + comma >= left)
		return -ENAMETOOLONG;
	if (comma)
		*end++ = ',';
	return text_copy_n(end, left - comma, option, len);
}

static int sort_options(struct attempt *attempt, const char *list)
{
	int err = 0;

	while (list && !err) {
		const char *text;
		size_t len = next_option(&list, &text);

		if (len && !take_option(&attempt->flags, text, len))
			err = add_data(attempt, text, len);
	}
	return err;
}

static int try_type(struct attempt *attempt, const char *type)
{
	return sys_mount(attempt->request->source, attempt->request->target, type, attempt->flags,
			 *attempt->data ? attempt->data : NULL);
}

static bool is_next_allowed(int err)
{
	return err == -EACCES || err == -EINVAL || err == -ENODEV;
}

/* An error of a known type takes precedence over ENODEV of an unknown one. */
static int try_types(struct attempt *attempt)
{
	const char *list = attempt->request->types;
	char type[MOUNT_TYPE_SIZE];
	int err = -EINVAL;

	while (list && is_next_allowed(err)) {
		const char *item;
		size_t len = text_item(&list, &item);

		if (!len)
			continue;
		err = text_copy_n(type, sizeof(type), item, len);
		if (err)
			return err;
		err = try_type(attempt, type);
		if (err != -ENODEV || !*attempt->result->type) {
			attempt->err = err;
			memcpy(attempt->result->type, type, sizeof(type));
		}
	}
	return attempt->err;
}

int mount_root(const struct mount_request *request, struct mount_result *ret_result)
{
	struct attempt attempt = {
		.request = request,
		.result = ret_result,
		.flags = MS_SILENT | (request->writable ? 0 : MS_RDONLY),
		.err = -EINVAL,
	};
	int err;

	memset(ret_result, 0, sizeof(*ret_result));
	err = sort_options(&attempt, request->options);
	if (err)
		return err;
	err = try_types(&attempt);
	if (is_next_allowed(err) && !(attempt.flags & MS_RDONLY)) {
		attempt.flags |= MS_RDONLY;
		err = try_types(&attempt);
		ret_result->read_only_retry = !err;
	}
	if (!err)
		ret_result->writable = sys_fs_read_only(request->target) != 1;
	return err;
}
