// SPDX-License-Identifier: GPL-2.0
#include "sysmap/install/mappaths.h"

#include <errno.h>
#include <string.h>

#include "lib/text.h"

/* A path or target consists of `front`, the release if versioned, and `back`. */
static const struct {
	const char *front, *back;
	const char *link_front, *link_back;
	bool versioned;
	unsigned of;
} table[MAP_PATHS] = {
	{.front = "/boot/System.map-", .back = "", .versioned = true},
	{.front = "/lib/modules/", .back = "/System.map", .versioned = true},
	{.front = "/boot/System.map", .link_front = "System.map-", .link_back = "", .of = 0},
	{.front = "/System.map", .link_front = "boot/System.map-", .link_back = "", .of = 0},
	{.front = "/usr/src/linux/System.map",
	 .link_front = "/lib/modules/",
	 .link_back = "/System.map",
	 .of = 1},
};

static bool fill(unsigned i, const char *release, struct map_path *maps)
{
	struct map_path *map = &maps[i];
	int len;

	*map = (struct map_path){0};
	if (table[i].versioned)
		return text_format(map->path, MANIFEST_PATH, "%s%s%s", table[i].front, release,
				   table[i].back) > 0;
	map->of = &maps[table[i].of];
	len = text_format(map->link, MANIFEST_PATH, "%s%s%s", table[i].link_front, release,
			  table[i].link_back);
	return len > 0 && text_copy(map->path, MANIFEST_PATH, table[i].front) == 0;
}

unsigned mappaths_list(const char *release, struct map_path *ret_places)
{
	unsigned count = 0;

	while (count < MAP_PATHS && fill(count, release, ret_places))
		count++;
	return count;
}

int mappaths_link_release(const struct map_path *map, const char *release, const char *link,
			  char *ret_release, size_t size)
{
	/* targets for all releases have the same front and back */
	const char *found = strstr(map->link, release);
	size_t front = found ? found - map->link : 0, len = strlen(link);
	const char *back = found ? found + strlen(release) : "";
	size_t back_len = strlen(back);

	if (!found || len <= front + back_len || memcmp(link, map->link, front) != 0 ||
	    memcmp(link + len - back_len, back, back_len) != 0)
		return -EINVAL;
	len -= front + back_len;
	if (memchr(link + front, '/', len))
		return -EINVAL;
	return text_copy_n(ret_release, size, link + front, len);
}
