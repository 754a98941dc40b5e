/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine that an image is made for: what /sys, /proc and /etc say of it. It is this one, or
 * one whose files lie in the folder of --machine; no link leads out of that.
 */
#ifndef TOOLS_MKINITRD_HOST_FILES_H
#define TOOLS_MKINITRD_HOST_FILES_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

struct host {
	struct root root;
	struct tree *kept; /* gets what is read, for --capture; NULL: it is not kept */
};

/* `dir` of --machine; NULL: this machine. */
int host_open(struct host *host, const char *dir);
void host_close(struct host *host);

/*
 * A file of a folder, without its last newline: new memory, NULL where it cannot be read. What is
 * larger than a megabyte ends there.
 */
char *host_text(const struct host *host, const char *folder, const char *name);
/* The modalias of the processor: new memory, NULL where the kernel does not tell. */
char *host_processor(const struct host *host);
/* The value of a word of the kernel's command line, the last one: new memory, or NULL. */
char *host_word(const struct host *host, const char *word);
/*
 * Where the link (or the folder) of that name leads, links followed, into `ret_path` of PATH_MAX
 * bytes; false: there is none. What it leads to need not be there.
 */
bool host_follow(const struct host *host, const char *folder, const char *name, char *ret_path);
bool host_has_folder(const struct host *host, const char *folder);
/* The names in a folder that fit the pattern, in their order; none where there is no folder. */
void host_list(const struct host *host, const char *folder, const char *pattern,
	       struct list *ret_names);

#endif
