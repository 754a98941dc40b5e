/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image's file: written next to its path under another name, synced, and renamed. Until
 * output_commit() has returned 0, nothing has touched what was there.
 *
 * The replaced image is kept as IMAGE.old. If it is newer than this boot, and so was never booted,
 * an existing IMAGE.old that may have been booted is left unchanged. If the disk is full, an
 * IMAGE.old that is about to be replaced is removed early.
 */
#ifndef TOOLS_MKINITRD_IMAGE_OUTPUT_H
#define TOOLS_MKINITRD_IMAGE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output {
	char *path; /* IMAGE; if it is a link, its target */
	char *old;  /* IMAGE.old */
	char *temp; /* the file being written; NULL: nothing to remove */
	int fd;
	bool force;    /* an existing IMAGE may be replaced */
	bool keeps;    /* and is kept as `old`, which is replaced */
	uint64_t size; /* bytes written */
};

/*
 * The file's mode is that of the umask, or mode and owner are those of the file that it replaces.
 */
int output_open(struct output *out, const char *image, bool force);
/* Sets mode 0600, whatever the mode of the old file. */
int output_hide(struct output *out);
int output_write(struct output *out, const void *data, size_t len);
int output_commit(struct output *out);
/* Removes the uncommitted file; may be called at any time, and repeatedly. */
void output_abandon(struct output *out);

#endif
