/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The settings: one vocabulary for /etc/gangway.conf and the kernel command line, which comes
 * later and so wins. gangway(7) tells what each word means.
 */
#ifndef INIT_CONFIG_H
#define INIT_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/sys.h"

enum coldplug { COLDPLUG_AUTO, COLDPLUG_YES, COLDPLUG_NO };
#define CONFIG_TIMEOUT (30 * SYS_SECOND)

enum sysmap { SYSMAP_AUTO, SYSMAP_ALL, SYSMAP_OFF };
enum choice { CHOICE_DEFAULT, CHOICE_YES, CHOICE_NO };

enum {
	CONFIG_FILE_SIZE = 16384,
	CONFIG_LINE_SIZE = 40960, /* 4 KiB, and 32 KiB of bootconfig (XBC_DATA_MAX, 6.1) */
	CONFIG_LISTS = 32,
	CONFIG_OPTIONS = 64,
};

/* A word that adds up: each value is a comma list. */
struct config_lists {
	const char *list[CONFIG_LISTS];
	unsigned count;
};

struct config {
	const char *root, *rootfstype, *rootflags, *init;
	const char *break_step;
	bool writable; /* the last of ro and rw */
	bool stay, debug;
	enum choice shell;
	enum coldplug coldplug;
	enum sysmap sysmap;
	int64_t timeout;   /* microseconds; below 0: rootwait, no limit */
	int64_t rootdelay; /* microseconds */
	int panic;         /* as the kernel's: seconds; 0: stay; below 0: at once */

	struct config_lists modules, blacklist, fallback;

	/* The words of modules, module.parameter and their values or NULL. */
	struct {
		const char *word, *value;
	} options[CONFIG_OPTIONS];
	unsigned option_count;

	/* What the strings above point into. */
	char file[CONFIG_FILE_SIZE], line[CONFIG_LINE_SIZE];
};

/* The values that hold where no word says otherwise. */
void config_defaults(struct config *c);

/*
 * Takes the words of `text` up to "--", which is changed and must stay. What cannot be understood
 * is said, with `origin`, and left out.
 */
void config_words(struct config *c, char *text, const char *origin);

/*
 * All of it: the defaults, /etc/gangway.conf, the command line. -errno where /proc/cmdline cannot
 * be read.
 */
int config_read(struct config *c);

/* Blanks out comments: from a '#' that begins a word to the end of its line. */
void config_strip_comments(char *text);

#endif
