/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image's file: written beside its place under another name, synced, and renamed. Until
 * output_commit() has returned 0, nothing has touched what was there.
 */
#ifndef TOOLS_MKINITRD_IMAGE_OUTPUT_H
#define TOOLS_MKINITRD_IMAGE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output {
	char *path; /* IMAGE; where that is a link, the place that it leads to */
	char *temp; /* what is written, NULL where there is nothing to take away */
	int fd;
	bool force;    /* something at `path` may be replaced; it is kept as `path`.old */
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
