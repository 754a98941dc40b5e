/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules of modprobe.d(5), and of modules.softdep, which has the same grammar:
 *
 *	alias PATTERN MODULE
 *	blacklist MODULE		ignore its aliases
 *	install PATTERN COMMAND		if COMMAND is true or false, block the module
 *	options MODULE TEXT
 *	softdep PATTERN pre: NAME... post: NAME...
 *
 * A backslash at the end of a line continues it; before other characters it is dropped. '#' starts
 * a comment line. `remove` and directives that kmod ignores are ignored, and so is `weakdep`: a
 * module requests its weak dependencies at run time, through the kernel's modprobe.
 */
#ifndef DRIVERS_LOAD_CATALOG_MODPROBED_H
#define DRIVERS_LOAD_CATALOG_MODPROBED_H

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
	MODPROBED_BAD, /* syntax error: name is the first word, value the rest */
};

struct modprobed_rule {
	enum modprobed_kind kind;
	const char *name;  /* '_' for '-' */
	const char *value; /* "" for a blacklist; '_' for '-' in an alias */
};

/* Initialize with zeros: no rules. */
struct modprobed {
	unsigned count;
	struct modprobed_rule rules[2048];
	size_t used;
	char text[65536]; /* storage for the rules: the lines that are used, joined */
};

/*
 * Reads *.conf in /etc/modprobe.d, /run/modprobe.d, /usr/lib/modprobe.d and /lib/modprobe.d below
 * `root` ("" for /), sorted by name; a file hides those of the same name in later directories.
 * -ENOSPC: the rules do not fit; the rest is ignored.
 */
int modprobed_read(struct modprobed *m, const char *root);
/* Reads one file; a missing file is not an error. */
int modprobed_read_file(struct modprobed *m, const char *path);
/* Parses the contents of a file. */
int modprobed_parse(struct modprobed *m, struct bytes file);

/* Next rule of this kind for `name` (with '_') after `after`; NULL starts at the first. */
const struct modprobed_rule *modprobed_next(const struct modprobed *m, enum modprobed_kind kind,
					    const char *name, const struct modprobed_rule *after);

/* Whether the command of an install rule does nothing, which blocks the module. */
bool modprobed_is_refusal(const struct modprobed_rule *install);

#endif
