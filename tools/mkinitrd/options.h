/* SPDX-License-Identifier: GPL-2.0 */
/* The command line. */
#ifndef TOOLS_MKINITRD_OPTIONS_H
#define TOOLS_MKINITRD_OPTIONS_H

#include <stdbool.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

struct options {
	const char *image;
	const char *release; /* NULL: the running kernel's */
	const char *rootdir;
	const char *moduleroot;                       /* NULL: rootdir */
	const char *machine;                          /* NULL: this one */
	const char *learn;                            /* NULL: nothing is learnt */
	const char *capture;                          /* NULL: an image is made */
	const char *config;                           /* NULL: one is written */
	const char *busybox;                          /* NULL: the system's, "none" */
	const char *system_map;                       /* NULL: "auto" */
	const char *compress;                         /* NULL: the kernel's best */
	const char *init;                             /* NULL: the one beside this program */
	const char *owners;                           /* NULL: all is root's */
	const char *not_with_capture, *not_with_list; /* options; NULL: there is none such */
	struct list modules;                          /* one name each */
	struct list additions;
	struct list with; /* what opens containers: one kind each */
	bool force, stay, list, generic, host, no_hints, no_microcode, no_follow;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_USAGE };

/* --help and --version are done when this returns; what is wrong in usage is said. */
enum options_result options_parse(int argc, char *argv[], struct options *ret_options);
void options_free(struct options *options);

#endif
