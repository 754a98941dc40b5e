/* SPDX-License-Identifier: GPL-2.0 */
/* The line of a LUKS device in the image's crypttab(5), and rd.luks.* of the command line. */
#ifndef HELPERS_CONTAINER_CRYPTTAB_H
#define HELPERS_CONTAINER_CRYPTTAB_H

enum crypttab_field { CRYPTTAB_NAME, CRYPTTAB_SOURCE, CRYPTTAB_KEY, CRYPTTAB_OPTIONS };
enum { CRYPTTAB_FIELDS = 4, CRYPTTAB_FIELD_SIZE = 256 };

/* Missing fields are empty. */
struct crypttab_line {
	char field[CRYPTTAB_FIELDS][CRYPTTAB_FIELD_SIZE];
};

/*
 * Finds the line of the device and returns its rank, from 0 to HELPER_ASK_LAST - HELPER_ASK: lines
 * for the initrd in their order, then other lines, then devices without a line although others have
 * one. Without a line, all fields are empty, but for a name from the command line.
 */
int crypttab_find(const char *device, struct crypttab_line *ret_line);

#endif
