/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parser for fstab(5), with the rules of getmntent(3): fields between blanks and tabs, \040 is a byte in
 * octal, a line that begins with # is a comment.
 *
 *	UUID=0a3407de-014b	/usr	ext4	ro,noatime	0	2
 */
#ifndef LIB_FSTAB_H
#define LIB_FSTAB_H

#include <stdbool.h>
#include <stddef.h>

enum { FSTAB_LINE_SIZE = 4096 };

struct fstab_lines {
	const char *rest, *end; /* of the text */
	unsigned line;          /* number of the last line that was read */
	unsigned too_long;      /* number of the last line that was ignored as too long; 0: none */
};

struct fstab_entry {
	const char *source;  /* a tag such as UUID= keeps its quotes */
	const char *target;  /* as it is written */
	const char *type;    /* "auto" if there is none */
	const char *options; /* "" if there are none */
	bool checked;        /* by fsck: the sixth field is a number above 0 */
	unsigned line;
	char text[FSTAB_LINE_SIZE]; /* of the fields above */
};

/* 1: *ret_entry is the next entry; 0: the end. Lines that are too long or have no target are ignored. */
int fstab_next(struct fstab_lines *lines, struct fstab_entry *ret_entry);

/*
 * The value of an option in a list of them: "" if it has none, NULL if the list lacks it. Its end is a
 * comma or a NUL.
 */
const char *fstab_option(const char *options, const char *name);

#endif
