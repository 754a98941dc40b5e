/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules of modprobe.d(5), and of modules.softdep, which has the same grammar:
 *
 *	alias PATTERN MODULE
 *	blacklist MODULE		aliases do not lead to it
 *	install PATTERN COMMAND		a COMMAND of true or false: the module is never loaded
 *	options MODULE TEXT
 *	softdep PATTERN pre: NAME... post: NAME...
 *
 * A backslash joins a line with the next one; before any other character it is dropped. '#' begins
 * a line that is a comment. `remove` and what kmod itself no longer heeds is passed over, and so is
 * `weakdep`: what a module may come to want it asks for itself, through the kernel's modprobe.
 */
#ifndef DRIVERS_LOAD_MODPROBED_H
#define DRIVERS_LOAD_MODPROBED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/bytes.h"

enum modprobed_kind {
	MODPROBED_ALIAS,
	MODPROBED_BLACKLIST,
	MODPROBED_INSTALL,
	MODPROBED_OPTIONS,
	MODPROBED_SOFTDEP,
	MODPROBED_BAD, /* a line that was not understood: its first word, and the rest */
};

struct modprobed_rule {
	enum modprobed_kind kind;
	const char *name;  /* with '_' for '-' */
	const char *value; /* "" for a blacklist; of an alias with '_' too */
};

/* Zeroed, it has no rules. */
struct modprobed {
	unsigned count;
	struct modprobed_rule rules[2048];
	size_t used;
	char text[65536]; /* what the rules point into: the lines that matter, joined */
};

/*
 * Reads *.conf of /etc, /run, /usr/lib and /lib, each followed by /modprobe.d, below `root` ("" for
 * the real one), in the order of their names; of files with one name the first folder's counts.
 * -ENOSPC: there is more than fits, and the rest was left out.
 */
int modprobed_read(struct modprobed *m, const char *root);
/* One file; that there is none is not an error. */
int modprobed_read_file(struct modprobed *m, const char *path);
/* The parser alone. */
int modprobed_parse(struct modprobed *m, struct bytes file);

/* The next rule of this kind for `name` (with '_') behind `after`, NULL for the first one. */
const struct modprobed_rule *modprobed_next(const struct modprobed *m, enum modprobed_kind kind,
					    const char *name, const struct modprobed_rule *after);

/* Whether an install rule's command does nothing: then it says that the module is not wanted. */
bool modprobed_is_refusal(const struct modprobed_rule *install);

#endif
