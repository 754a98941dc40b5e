/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The settings. /etc/gangway.conf and the kernel command line accept the same parameters; the
 * command line is read later and overrides the file, unless gangway.final in the file prevents it.
 * gangway(7) describes each parameter.
 */
#ifndef INIT_CONFIG_CONFIG_H
#define INIT_CONFIG_CONFIG_H

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
	CONFIG_PARAMS = 38, /* size of the table in settings.c */
	/* The most that fit into both texts: "a.b" and a blank are the shortest. */
	CONFIG_OPTIONS = (CONFIG_FILE_SIZE + CONFIG_LINE_SIZE) / 4,
};

/* A parameter that accumulates: each value is a comma-separated list. */
struct config_lists {
	unsigned count;
	const char *list[CONFIG_LISTS];
};

struct config {
	const char *root, *rootfstype, *rootflags, *init;
	const char *overlay;       /* tmpfs or a device */
	const char *volatile_root; /* systemd.volatile=, unless it is state or no */
	const char *image,
		*loop; /* the root is this file, in the image or on the device of `root` */
	const char *break_step;
	const char *resume, *trial;
	bool noresume;
	bool real_root; /* `root` is from gangway.root=, which overrides root= */
	bool writable;  /* the last of ro and rw */
	bool verity;    /* there are parameters for a verified root in `options` */
	bool stay, debug;
	bool no_expedite; /* the command line has settings that expedited RCU would violate */
	enum choice expedite;
	enum choice shell, systemd, slots;
	enum coldplug coldplug;
	enum sysmap sysmap;
	int64_t timeout;   /* microseconds; below 0: rootwait, no limit */
	int64_t rootdelay; /* microseconds */
	int64_t watchdog;  /* microseconds; 0: none */
	int64_t degraded;  /* wait for missing devices; 0: half of timeout; below 0: no limit */
	int panic;         /* as the kernel's: seconds; 0: do not reboot; below 0: reboot at once */

	struct config_lists modules, blacklist, fallback;

	/* gangway.final: the parameters that it lists, and those that /etc/gangway.conf sets. */
	struct config_lists final;
	bool set_by_file[CONFIG_PARAMS];
	unsigned file_options; /* the first of `options` are from the file */

	unsigned option_count;

	/* sources_reset() resets everything above. The strings above point into what follows. */
	struct loader_option options[CONFIG_OPTIONS]; /* module.parameter, and its value or NULL */
	char file[CONFIG_FILE_SIZE], line[CONFIG_LINE_SIZE];
};

/* The root is below an overlay, and nothing is written to it. */
static inline bool config_overlays(const struct config *c)
{
	return c->overlay || c->volatile_root;
}

#endif
