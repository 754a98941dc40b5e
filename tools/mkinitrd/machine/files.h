/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads /sys, /proc and /etc of the machine that an image is for: this one, or that of --machine.
 * Links do not leave the directory of --machine.
 */
#ifndef TOOLS_MKINITRD_MACHINE_FILES_H
#define TOOLS_MKINITRD_MACHINE_FILES_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

struct host {
	struct root root;
	struct tree *kept; /* records all files read, for --capture; NULL: not recorded */
};

/* `dir`: argument of --machine; NULL: this machine. */
int host_open(struct host *host, const char *dir);
void host_close(struct host *host);

/*
 * The content of a file in a directory, without the last newline, cut at one megabyte: new memory,
 * NULL if it cannot be read.
 */
char *host_text(const struct host *host, const char *dir, const char *name);
/* The modalias of the processor: new memory, NULL if the kernel does not provide one. */
char *host_processor(const struct host *host);
/* The last value of a kernel parameter: new memory, or NULL. */
char *host_param(const struct host *host, const char *param);
/*
 * Resolves a link or directory into `ret_path` of PATH_MAX bytes; false if there is none. The
 * target need not exist.
 */
bool host_follow(const struct host *host, const char *dir, const char *name, char *ret_path);
bool host_has_dir(const struct host *host, const char *dir);
/* Adds the sorted names in a directory that match the pattern; none if it does not exist. */
void host_list(const struct host *host, const char *dir, const char *pattern,
	       struct list *ret_names);

#endif
