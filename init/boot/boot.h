/* SPDX-License-Identifier: GPL-2.0 */
/* The state of a boot: one struct, passed from step to step. */
#ifndef INIT_BOOT_BOOT_H
#define INIT_BOOT_BOOT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "drivers-load/loader.h"
#include "init/base/keys.h"
#include "init/boot/child.h"
#include "init/boot/helper.h"
#include "init/boot/watchdog.h"
#include "init/config/candidates.h"
#include "init/config/config.h"
#include "init/devices/devices.h"
#include "init/devices/gptauto.h"

/* Mount point of the real root before it becomes /. */
#define NEW_ROOT "/root"

enum { BOOT_STEPS = 16, CAUSE_SIZE = CANDIDATE_CAUSE_SIZE };

/* The helper for System.map, which works while the real init runs. */
struct sysmap_helper {
	pid_t pid; /* 0: not running */
	int pipe;  /* it holds the other end while it needs the old root */
};

struct boot_step {
	const char *name;
	int64_t began, ended; /* microseconds since the kernel's start */
};

/* Small members come first, here and in the larger structs: instructions with their offsets are short. */
struct boot {
	char **argv; /* from the kernel, passed unchanged to the real init */
	char **envp;

	bool ramdisk;           /* the image is on a RAM disk: ramdisk.h */
	bool linuxrc;           /* as /linuxrc: the kernel mounts the root */
	bool console;           /* descriptors 0 to 2 are the console, else /dev/null */
	bool nodes;             /* /dev has no devtmpfs: nodes.h */
	bool coldplug;          /* look up every device's modalias, also of later devices */
	int uevents;            /* the uevent socket; below 0: not open */
	int64_t scan_at;        /* without the socket: when to scan /sys next */
	struct child *children; /* running children: child.h */
	struct watchdog watchdog;

	int64_t drivers_began;  /* when the first module was requested */
	int64_t root_began;     /* when the wait for the current candidate began */
	struct device *root;    /* the device that was chosen as root */
	struct device *refused; /* matches root=, but must not be mounted; NULL: none */
	uint64_t root_seq;      /* the root's disk sequence number when it was chosen: devices.h */
	uint32_t root_major, root_minor;

	bool root_writable;
	bool pivoted;     /* the switch used pivot_root(2), so undo it that way */
	bool trial;       /* this boot of root= was counted: gangway.trial= */
	bool stranded;    /* the switch could not be undone: no other root can be tried */
	int old_root;     /* the initramfs, open until the exec has succeeded; -1 */
	int run;          /* /run of the initramfs, which may be moved or unmounted; -1 */
	unsigned moved;   /* one bit for each mount that was moved to the new root: newroot.c */
	const char *init; /* the init that was found in the new root */
	struct sysmap_helper sysmap;

	int error;          /* of the current step's failure, -errno */
	char root_type[32]; /* the type with which the root was mounted */
	struct child shell;
	struct child verity;    /* the helper for roothash= */
	struct gptauto gptauto; /* set if the current candidate is gpt-auto */
	struct keys keys;       /* the consoles, while gangway waits for a key */
	struct helpers helpers;
	unsigned done_count;
	struct boot_step done[BOOT_STEPS]; /* completed steps, in the order in which they ended */
	char cause[CAUSE_SIZE];            /* why the current step failed */
	struct candidates candidates;
	struct config config;
	struct devices devices;
	struct loader loader;
};

/*
 * Saves the cause of a failed step for the failure report and returns `error`, so that a step can
 * end with `return boot_fail(...)`.
 */
int boot_fail(struct boot *b, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same; the text of the error is appended: "/dev/console: No such file or directory". */
int boot_fail_error(struct boot *b, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Sets the device that was chosen as root; NULL: none, or the user has mounted a root. */
void boot_set_root(struct boot *b, struct device *d);

/* The steps, in the order of the table in main.c. They return 0, or -errno with a cause. */
int console_step(struct boot *b);
int mounts_step(struct boot *b);
int config_step(struct boot *b);
int drivers_step(struct boot *b);
int root_step(struct boot *b);
int resume_step(struct boot *b);
int trial_step(struct boot *b);
int mount_step(struct boot *b);
int linuxrc_step(struct boot *b); /* returns only on failure */
int stub_step(struct boot *b);
int switch_step(struct boot *b);
int sysmap_step(struct boot *b);
int init_step(struct boot *b);

#endif
