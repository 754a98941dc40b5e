// SPDX-License-Identifier: GPL-2.0
#include "helpers/container/cryptline.h"

#include <stdbool.h>
#include <string.h>

#include "fs/rootspec.h"
#include "helpers/container/container.h"
#include "lib/cmdline.h"
#include "lib/file.h"
#include "lib/text.h"

enum {
	TABLE_SIZE = 16384,
	CMDLINE_SIZE = 40960, /* as in init/config/config.h */
	LINES = 25,           /* ranks: of lines (127: none); not for the initrd; no line */
	LATER = 30,
	UNLISTED = CONTAINER_ASK_LAST - CONTAINER_ASK,
};

/* Describes the device for rootspec_matches(), from /sys and the environment. */
static void describe(const char *device, struct blockdev *ret_dev, struct fs_id *ret_id)
{
	const char *name = text_after(device, "/dev/");
	char kernel_name[BLOCKDEV_NAME_SIZE];

	memset(ret_dev, 0, sizeof(*ret_dev));
	memset(ret_id, 0, sizeof(*ret_id));
	if (!name || text_copy(kernel_name, sizeof(kernel_name), name))
		return; /* not a device name */
	for (char *c = kernel_name; *c; c++)
		if (*c == '/')
			*c = '!'; /* as in /sys */
	if (blockdev_read(kernel_name, ret_dev))
		(void)text_copy(ret_dev->name, sizeof(ret_dev->name), kernel_name);
	/* a value that is too long cannot match a line */
	(void)text_copy(ret_dev->partuuid, BLOCKDEV_UUID_SIZE,
			container_variable("ID_PART_ENTRY_UUID"));
	(void)text_copy(ret_dev->partlabel, BLOCKDEV_LABEL_SIZE,
			container_variable("ID_PART_ENTRY_NAME"));
	(void)text_copy(ret_id->uuid, FS_UUID_SIZE, container_variable("ID_FS_UUID"));
	(void)text_copy(ret_id->label, FS_LABEL_SIZE, container_variable("ID_FS_LABEL"));
}

/* SOURCE may be any form of root=, with or without quotes. */
static bool is_device(const char *source, const char *device)
{
	char bare[CRYPTLINE_FIELD_SIZE];
	struct blockdev dev;
	struct rootspec spec;
	struct fs_id id;
	size_t len = 0;

	for (; *source; source++)
		if (*source != '"')
			bare[len++] = *source;
	bare[len] = '\0';
	if (rootspec_parse(bare, &spec))
		return false;
	describe(device, &dev, &id);
	return rootspec_matches(&spec, &dev, &id);
}

/* Missing fields are empty; a line with a field that is too long is ignored. */
static bool read_line(const char *rest, const char *end, struct cryptline *ret_line)
{
	const char *token;
	long len = 0;

	memset(ret_line, 0, sizeof(*ret_line));
	for (unsigned i = 0; i < CRYPTLINE_FIELDS && len >= 0; i++) {
		len = text_token(&rest, end, &token);
		if (len >= 0 && text_copy_n(ret_line->field[i], CRYPTLINE_FIELD_SIZE, token, len))
			return false;
	}
	return *ret_line->field[CRYPTLINE_NAME] && *ret_line->field[CRYPTLINE_NAME] != '#';
}

/* Debian's and systemd's options for devices that the initrd unlocks. */
static bool is_early(const char *options)
{
	const char *item;

	while (options) {
		size_t len = text_item(&options, &item);

		if ((len == 9 && !memcmp(item, "initramfs", 9)) ||
		    (len == 15 && !memcmp(item, "x-initrd.attach", 15)))
			return true;
	}
	return false;
}

/*
 * rd.luks.uuid=UUID and rd.luks.name=UUID=NAME on the command line; "luks-" may precede the UUID.
 */
static bool is_on_cmdline(struct cryptline *line)
{
	static char text[CMDLINE_SIZE];
	char *rest = text, *name, *value;
	const char *uuid = container_variable("ID_FS_UUID");
	bool found = false;

	if (file_read("/proc/cmdline", text, sizeof(text)) < 0)
		return false;
	while (cmdline_next(&rest, &name, &value)) {
		const char *id = value, *bare = value ? text_after(value, "luks-") : NULL;
		char *mapper = value ? strchr(value, '=') : NULL;
		bool named = text_equal(name, "rd.luks.name") && mapper;

		if (!*uuid || !id || !(named || text_equal(name, "rd.luks.uuid")))
			continue;
		if (named)
			*mapper++ = '\0';
		if (!text_equal_nocase(bare ? bare : id, uuid))
			continue;
		found = true;
		if (named)
			(void)text_copy(line->field[CRYPTLINE_NAME], CRYPTLINE_FIELD_SIZE, mapper);
	}
	return found;
}

int cryptline_find(const char *device, struct cryptline *ret_line)
{
	static char table[TABLE_SIZE];
	static struct cryptline line;
	long size = file_read("/etc/crypttab", table, sizeof(table)), len;
	const char *rest = table, *text;
	int rank = -1, lines = 0;

	memset(ret_line, 0, sizeof(*ret_line));
	while (size > 0 && (len = text_line(&rest, table + size, &text)) >= 0) {
		if (!read_line(text, text + len, &line))
			continue;
		if (rank < 0 && is_device(line.field[CRYPTLINE_SOURCE], device)) {
			*ret_line = line;
			rank = lines + (is_early(line.field[CRYPTLINE_OPTIONS]) ? 0 : LATER);
		}
		lines += lines < LINES;
	}
	if (is_on_cmdline(ret_line))
		return 0;
	return rank < 0 && lines ? UNLISTED : rank < 0 ? 0 : rank;
}
