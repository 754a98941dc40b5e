// SPDX-License-Identifier: GPL-2.0
/*
 * Loads /etc/boottime.kmap, which mkinitrd writes, in the format of `loadkeys -b` (lk_dump_bkeymap(),
 * kbd 2.5.1) and busybox's loadkmap:
 *
 * 	"bkeymap"       magic
 * 	flag            a byte for each of 256 keymaps, one keymap for each set of modifier keys
 * 	value           for each keymap whose flag is 1: 128 numbers of 16 bits, one for each key
 *
 * Numbers are in the byte order of the machine. The kernel has one table for all virtual terminals
 * (drivers/tty/vt/keyboard.c, 6.1), so it also applies to the rescue shell.
 */
#include "helpers/container/kbdmap.h"

#include <linux/kd.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/sys.h"

enum { KEYMAPS = 256, KEYS = 128 };

static const char magic[] = {'b', 'k', 'e', 'y', 'm', 'a', 'p'};

struct header {
	char magic[sizeof(magic)];
	uint8_t flag[KEYMAPS];
};

static bool read_exactly(int fd, void *buf, size_t len)
{
	return sys_read(fd, buf, len) == (ssize_t)len; /* a ramfs or tmpfs never reads less */
}

/* The kernel refuses values that it does not know; the key keeps its old value. */
static void set_keys(unsigned table, const uint16_t values[KEYS])
{
	for (unsigned key = 0; key < KEYS; key++) {
		struct kbentry entry = {
			.kb_table = table, .kb_index = key, .kb_value = values[key]};

		(void)sys_ioctl(0, KDSKBENT, &entry);
	}
}

void kbdmap_load(void)
{
	struct header header;
	uint16_t values[KEYS];
	char type;
	int fd;

	if (sys_ioctl(0, KDGKBTYPE, &type) < 0)
		return; /* not a virtual terminal */
	fd = sys_open(SYS_CWD, "/etc/boottime.kmap", O_RDONLY);
	if (fd < 0)
		return;
	if (read_exactly(fd, &header, sizeof(header)) &&
	    memcmp(header.magic, magic, sizeof(magic)) == 0)
		for (unsigned table = 0; table < KEYMAPS; table++)
			if (header.flag[table] == 1 && read_exactly(fd, values, sizeof(values)))
				set_keys(table, values);
	sys_close(fd);
}
