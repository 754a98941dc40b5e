// SPDX-License-Identifier: GPL-2.0
#include "fs/mount.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <linux/mount.h>

#include "lib/sys.h"
#include "lib/text.h"

/* Words that are not for the file system: flags of mount(2), and what mount(8) keeps to itself. */
static const struct word {
	const char *name;
	uint32_t set, clear;
} words[] = {
	{"ro", MS_RDONLY, 0},
	{"rw", 0, MS_RDONLY},
	{"nosuid", MS_NOSUID, 0},
	{"suid", 0, MS_NOSUID},
	{"nodev", MS_NODEV, 0},
	{"dev", 0, MS_NODEV},
	{"noexec", MS_NOEXEC, 0},
	{"exec", 0, MS_NOEXEC},
	{"sync", MS_SYNCHRONOUS, 0},
	{"async", 0, MS_SYNCHRONOUS},
	{"dirsync", MS_DIRSYNC, 0},
	{"noatime", MS_NOATIME, 0},
	{"atime", 0, MS_NOATIME},
	{"nodiratime", MS_NODIRATIME, 0},
	{"diratime", 0, MS_NODIRATIME},
	{"relatime", MS_RELATIME, 0},
	{"norelatime", 0, MS_RELATIME},
	{"strictatime", MS_STRICTATIME, 0},
	{"nostrictatime", 0, MS_STRICTATIME},
	{"lazytime", MS_LAZYTIME, 0},
	{"nolazytime", 0, MS_LAZYTIME},
	{"silent", MS_SILENT, 0},
	{"loud", 0, MS_SILENT},
	{"defaults", 0, 0},
	{"auto", 0, 0},
	{"noauto", 0, 0},
	{"nofail", 0, 0},
	{"_netdev", 0, 0},
};

static const struct word *find_word(const char *text, size_t len)
{
	static const struct word for_mount8 = {.name = "x-"}; /* and whatever follows */

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].name) == len && memcmp(words[i].name, text, len) == 0)
			return &words[i];
	return len > 2 && text_after(text, for_mount8.name) ? &for_mount8 : NULL;
}

/* One attempt after another has the same flags but for MS_RDONLY, and the same data. */
struct attempt {
	const struct mount_request *request;
	struct mount_result *result;
	unsigned long flags;
	int err;         /* of the one that counts so far */
	char data[2048]; /* COMMAND_LINE_SIZE of the large architectures */
};

static int add_data(struct attempt *attempt, const char *option, size_t len)
{
	char *end = attempt->data + strlen(attempt->data);
	size_t comma = end > attempt->data;
	size_t room = attempt->data + sizeof(attempt->data) - end;

	if (len + comma >= room)
		return -ENAMETOOLONG;
	if (comma)
		*end++ = ',';
	return text_copy_n(end, room - comma, option, len);
}

static int sort_options(struct attempt *attempt, const char *options)
{
	int err = 0;

	while (options && !err) {
		const char *option;
		size_t len = text_item(&options, &option);
		const struct word *word = find_word(option, len);

		if (word)
			attempt->flags = (attempt->flags | word->set) & ~word->clear;
		else if (len)
			err = add_data(attempt, option, len);
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

/* An error of a file system that is there says more than the lack of another. */
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
		.flags = request->writable ? 0 : MS_RDONLY,
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
	}
	if (!err)
		ret_result->writable = !(attempt.flags & MS_RDONLY);
	return err;
}
