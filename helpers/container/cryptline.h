/* SPDX-License-Identifier: GPL-2.0 */
/* The line of a LUKS device in the image's crypttab(5), and rd.luks.* of the command line. */
#ifndef HELPERS_CONTAINER_CRYPTLINE_H
#define HELPERS_CONTAINER_CRYPTLINE_H

enum cryptline_field { CRYPTLINE_NAME, CRYPTLINE_SOURCE, CRYPTLINE_KEY, CRYPTLINE_OPTIONS };
enum { CRYPTLINE_FIELDS = 4, CRYPTLINE_FIELD_SIZE = 256 };

/* Missing fields are empty. */
struct cryptline {
	char field[CRYPTLINE_FIELDS][CRYPTLINE_FIELD_SIZE];
};

/*
 * Finds the line of the device and returns its rank, from 0 to CONTAINER_ASK_LAST - CONTAINER_ASK: lines
 * for the initrd in their order, then other lines, then devices without a line although others have
 * one. Without a line, all fields are empty, but for a name from the command line.
 */
int cryptline_find(const char *device, struct cryptline *ret_line);

#endif
