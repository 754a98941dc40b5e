/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The settings: one vocabulary for /etc/gangway.conf and the kernel command line, which comes
 * later and so wins, unless gangway.final in the file says otherwise. gangway(7) tells what each
 * parameter means.
 */
#ifndef INIT_CONFIG_H
#define INIT_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers-load/loader.h"
#include "lib/sys.h"

enum coldplug { COLDPLUG_AUTO, COLDPLUG_YES, COLDPLUG_NO };
#define CONFIG_TIMEOUT (30 * SYS_SECOND)

enum sysmap { SYSMAP_AUTO, SYSMAP_ALL, SYSMAP_OFF };
enum choice { CHOICE_DEFAULT, CHOICE_YES, CHOICE_NO };

enum {
	CONFIG_FILE_SIZE = 16384,
	CONFIG_LINE_SIZE = 40960, /* 4 KiB, and 32 KiB of bootconfig (XBC_DATA_MAX, 6.1) */
	CONFIG_LISTS = 32,
	CONFIG_PARAMS = 32, /* in the table of settings.c */
	/* As many as fit the two texts: "a.b" and a blank are the shortest. */
	CONFIG_OPTIONS = (CONFIG_FILE_SIZE + CONFIG_LINE_SIZE) / 4,
};

/* A parameter that adds up: each value is a comma list. */
struct config_lists {
	const char *list[CONFIG_LISTS];
	unsigned count;
};

struct config {
	const char *root, *rootfstype, *rootflags, *init;
	const char *break_step;
	const char *resume;
	bool noresume;
	bool writable; /* the last of ro and rw */
	bool stay, debug;
	enum choice shell;
	enum coldplug coldplug;
	enum sysmap sysmap;
	int64_t timeout;   /* microseconds; below 0: rootwait, no limit */
	int64_t rootdelay; /* microseconds */
	int64_t degraded;  /* for missing devices; 0: half of timeout; below 0: no end */
	int panic;         /* as the kernel's: seconds; 0: stay; below 0: at once */

	struct config_lists modules, blacklist, fallback;

	/* gangway.final: what it lists, and what /etc/gangway.conf sets. */
	struct config_lists final;
	bool set_by_file[CONFIG_PARAMS];
	unsigned file_options; /* the first of `options` */

	unsigned option_count;

	/* Above: all that config_defaults() sets. What the strings above point into: */
	struct loader_option options[CONFIG_OPTIONS]; /* module.parameter, and its value or NULL */
	char file[CONFIG_FILE_SIZE], line[CONFIG_LINE_SIZE];
};

/* The values that hold where no parameter says otherwise; whatever was set before is forgotten. */
void config_defaults(struct config *c);

/*
 * Takes the parameters of /etc/gangway.conf, or of the command line, up to "--". The text is
 * changed and must stay. What cannot be understood is logged and ignored. In the file a comment
 * reaches from a '#' that begins a parameter to the end of the line, and a quote ends there too.
 */
void config_take_file(struct config *c, char *text);
void config_take_line(struct config *c, char *text);

/*
 * All of it: the defaults, /etc/gangway.conf, the command line. -errno where /proc/cmdline cannot
 * be read.
 */
int config_read(struct config *c);

#endif
