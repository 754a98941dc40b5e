// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/devices/keyboard.h"

#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/devices/hardware.h"

static const char inputs[] = "/sys/class/input";

/*
 * A keyboard has all keys from 1 to 31 (KEY_ESC to KEY_S in input-event-codes.h); power buttons and
 * mice do not. udev uses the same test. `keys` are hexadecimal words, the lowest keys last.
 */
static bool is_keyboard(const char *keys)
{
	const unsigned long all = 0xfffffffe;
	const char *last = strrchr(keys, ' ');

	return (strtoul(last ? last + 1 : keys, NULL, 16) & all) == all;
}

static void walk_input(struct walk *walk, const char *input)
{
	char *keys = host_text(walk->host, input, "capabilities/key");
	char *name = host_text(walk->host, input, "name");
	bool driven = false;

	/* a keyboard without a driver is not an error */
	if (keys && is_keyboard(keys))
		(void)hardware_walk(walk, input, name ? name : "a keyboard", &driven);
	free(name);
	free(keys);
}

void keyboard_walk(struct walk *walk)
{
	struct list names = {0};
	char input[PATH_MAX];

	walk->purpose = NEED_UNLOADED;
	host_list(walk->host, inputs, "input[0-9]*", &names);
	for (size_t i = 0; i < names.count; i++) {
		if (host_follow(walk->host, inputs, names.item[i], input))
			walk_input(walk, input);
	}
	list_free(&names);
}
