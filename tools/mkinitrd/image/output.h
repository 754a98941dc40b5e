/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image's file: written next to its path under another name, synced, and renamed. Until
 * output_commit() has returned 0, nothing has touched what was there.
 *
 * The image that is replaced is kept as IMAGE.old, unless it is newer than this boot, and thus was
 * never booted, while the IMAGE.old that exists may have been: then that one stays. If the disk is
 * full, an IMAGE.old that is about to be replaced is removed early.
 */
#ifndef TOOLS_MKINITRD_IMAGE_OUTPUT_H
#define TOOLS_MKINITRD_IMAGE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output {
	char *path; /* IMAGE; where that is a link, the place that it leads to */
	char *old;  /* IMAGE.old */
	char *temp; /* what is written, NULL where there is nothing to take away */
	int fd;
	bool force;    /* something at `path` may be replaced */
	bool keeps;    /* and becomes `old` then, in the place of what may be there */
	uint64_t size; /* bytes written */
};

/* The file is as the umask has it, or of the mode and the owner of the one that it replaces. */
int output_open(struct output *out, const char *image, bool force);
/* What is in it is for root alone: mode 0600, whatever was there before. */
int output_hide(struct output *out);
int output_write(struct output *out, const void *data, size_t len);
int output_commit(struct output *out);
/* Takes away what was not committed; may be called at any time, and twice. */
void output_abandon(struct output *out);

#endif
