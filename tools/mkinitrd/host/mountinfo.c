// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/mountinfo.h"

#include <stdlib.h>
#include <string.h>

/* "\040" is a blank; so are tabs, newlines and backslashes written. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		if (from[0] == '\\' && strspn(from + 1, "01234567") >= 3) {
			*to = (from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0');
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

static char *next_field(char **rest)
{
	char *field = strsep(rest, " ");

	if (field)
		unescape(field);
	return field;
}

/*
 * id parent MAJOR:MINOR root PLACE options [optional...] - TYPE SOURCE OPTIONS
 *
 * false: the line is none of these.
 */
static bool parse(char *line, struct mount *ret_mount)
{
	enum { DEVICE = 2, PLACE = 4, BEFORE = 6 };
	char *fields[BEFORE] = {0}, *field;
	struct mount mount;

	for (size_t i = 0; i < BEFORE; i++)
		fields[i] = next_field(&line);
	while ((field = next_field(&line)) && strcmp(field, "-") != 0)
		;
	mount = (struct mount){.device = fields[DEVICE], .place = fields[PLACE]};
	mount.type = next_field(&line);
	mount.source = next_field(&line);
	mount.options = next_field(&line);
	if (!mount.options)
		return false;
	*ret_mount = mount;
	return true;
}

static void add_line(struct mountinfo *mounts, char *line)
{
	struct mount mount;

	if (!parse(line, &mount))
		return;
	mounts->mount = alloc_again(mounts->mount, mounts->count + 1, sizeof(mount));
	mounts->mount[mounts->count++] = mount;
}

void mountinfo_read(const struct host *host, struct mountinfo *ret_mounts)
{
	char *line, *rest;

	*ret_mounts = (struct mountinfo){.text = host_text(host, "/proc/self", "mountinfo")};
	rest = ret_mounts->text;
	while ((line = strsep(&rest, "\n")))
		add_line(ret_mounts, line);
}

void mountinfo_free(struct mountinfo *mounts)
{
	free(mounts->mount);
	free(mounts->text);
	*mounts = (struct mountinfo){0};
}

const struct mount *mountinfo_at(const struct mountinfo *mounts, const char *place)
{
	for (size_t i = mounts->count; i > 0; i--) {
		if (strcmp(mounts->mount[i - 1].place, place) == 0)
			return &mounts->mount[i - 1];
	}
	return NULL;
}

const struct mount *mountinfo_holding(const struct mountinfo *mounts, const char *path)
{
	char *place = alloc_text("%s", path);
	const struct mount *found = NULL;
	char *slash;

	/* every folder above, from the deepest on */
	while (!found && (slash = strrchr(place, '/'))) {
		found = mountinfo_at(mounts, path_shown(place));
		*slash = '\0';
	}
	if (!found)
		found = mountinfo_at(mounts, "/");
	free(place);
	return found;
}

char *mount_option(const char *options, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = options; *at; at += strcspn(at, ","), at += *at == ',') {
		if (strncmp(at, name, len) == 0 && at[len] == '=')
			return alloc_text("%.*s", (int)strcspn(at + len + 1, ","), at + len + 1);
	}
	return NULL;
}
