/* SPDX-License-Identifier: GPL-2.0 */
/* Parses the command line. */
#ifndef TOOLS_MKINITRD_OPTIONS_OPTIONS_H
#define TOOLS_MKINITRD_OPTIONS_OPTIONS_H

#include <stdbool.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

struct options {
	const char *image;
	const char *release; /* NULL: that of the running kernel */
	const char *rootdir;
	const char *moduleroot;                       /* NULL: rootdir */
	const char *machine;                          /* NULL: this one */
	const char *learn;                            /* NULL: not used */
	const char *capture;                          /* NULL: an image is written */
	const char *root_image;                       /* NULL: none */
	const char *config;                           /* NULL: one is generated */
	const char *busybox;                          /* NULL: the system's, "none" */
	const char *system_map;                       /* NULL: "auto" */
	const char *compress;                         /* NULL: the best that the kernel supports */
	const char *compressed_modules;               /* NULL: with --generic, if possible */
	const char *format;                           /* NULL: "cpio" */
	const char *init;                             /* NULL: the one next to this program */
	const char *owners;                           /* NULL: root owns all */
	const char *not_with_capture, *not_with_list; /* options; NULL: none */
	struct list modules;                          /* one name per item */
	struct list additions;
	struct list with; /* kinds of --with, one per item */
	unsigned test;    /* seconds; 0: no test */
	bool ramdisk;     /* --format ext2 */
	bool force, stay, list, generic, host, no_hints, no_microcode, no_follow;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_USAGE };

/* Handles --help and --version itself; reports usage errors. */
enum options_result options_parse(int argc, char *argv[], struct options *ret_options);
void options_free(struct options *options);

#endif
