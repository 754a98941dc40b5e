/* SPDX-License-Identifier: GPL-2.0 */
/* The state of a boot: one struct, handed from step to step. */
#ifndef INIT_BOOT_H
#define INIT_BOOT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "drivers-load/loader.h"
#include "init/candidates.h"
#include "init/child.h"
#include "init/config.h"
#include "init/containers.h"
#include "init/devices.h"
#include "init/gptauto.h"
#include "init/keys.h"

/* Where the real root is mounted before it becomes /. */
#define NEW_ROOT "/root"

enum { BOOT_STEPS = 16, CAUSE_SIZE = CANDIDATE_CAUSE_SIZE };

struct boot {
	char **argv; /* as the kernel gave them: the real init gets the same */
	char **envp;

	struct config config;
	struct loader loader;
	struct devices devices;

	bool console;           /* descriptors 0 to 2 are the console; else they lead nowhere */
	bool nodes;             /* no devtmpfs is on /dev: nodes.h */
	int run;                /* /run of the initramfs, which may move or be let go; -1 */
	int uevents;            /* the socket; below 0: not open */
	int64_t scan_at;        /* without it: when /sys is scanned next */
	bool loader_full;       /* not every module that was called for found room */
	bool coldplug;          /* every device's modalias is looked up, also of those to come */
	struct child *children; /* those that run: child.h */
	struct child shell;     /* the rescue shell */
	struct keys keys;       /* the consoles, while a key is waited for */

	struct helpers helpers;

	int64_t drivers_began;        /* when the first module was asked for */
	struct candidates candidates; /* the roots that may be taken, and which is tried */
	struct gptauto gptauto;       /* if that is gpt-auto */
	int64_t deadline;             /* for it; below 0: none */
	int64_t root_began;           /* when the wait for it began */
	struct device *root;          /* the device that was taken for it */
	uint64_t root_seq;            /* what it was then: devices.h */
	uint32_t root_major, root_minor;
	struct device *refused; /* it has the name, and will not be taken; NULL: none */
	char root_type[32];     /* how it was mounted */
	bool root_writable;

	int old_root;     /* the initramfs, kept open until the exec has succeeded; -1 */
	bool pivoted;     /* how the switch was made, and so how it is undone */
	unsigned moved;   /* a bit for each mount that moved to the new root: newroot.c */
	bool stranded;    /* it could not be undone: there is no other root to be had */
	pid_t sysmap;     /* the helper for System.map; 0: it is not running */
	int sysmap_pipe;  /* it holds the other end while it needs the old root */
	const char *init; /* what the proof found in the new root */

	char cause[CAUSE_SIZE]; /* why the step that is under way failed, in words */
	struct {
		const char *name;
		int64_t began, ended; /* microseconds since the kernel's start */
	} done[BOOT_STEPS];           /* the steps in the order in which they ended */
	unsigned done_count;
};

/*
 * The failure of a step: saves its cause in words for the verdict and returns `error`, so that a
 * step ends with `return boot_fail(...)`.
 */
int boot_fail(struct boot *b, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The device that was taken for the root; NULL: none is, or a person has mounted it. */
void boot_set_root(struct boot *b, struct device *d);

/* The steps, in their order: see the table in main.c. 0 or -errno, with a cause. */
int console_step(struct boot *b);
int mounts_step(struct boot *b);
int config_step(struct boot *b);
int drivers_step(struct boot *b);
int root_step(struct boot *b);
int mount_step(struct boot *b);
int switch_step(struct boot *b);
int sysmap_step(struct boot *b);
int init_step(struct boot *b);

#endif
