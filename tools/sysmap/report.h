/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages and exit statuses of sysmap. The function that detects an error reports it and returns
 * -1; its callers return -1 and report nothing.
 *
 * mkinitrd uses the code that reads a kernel's file, but its errors are no failures there: it
 * captures the text with report_divert().
 */
#ifndef SYSMAP_TOOL_REPORT_H
#define SYSMAP_TOOL_REPORT_H

#include <stddef.h>

/* The exit status of every command. */
enum { EXIT_YES = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_UNKNOWN = 3 };

/* "sysmap: ..." on standard error; always -1. */
int report(const char *format, ...) __attribute__((format(printf, 1, 2)));
/*
 * Makes report() write to `text` instead, without prefix and truncated to `size`; NULL: ends this.
 */
void report_divert(char *text, size_t size);
/* The same for an error of file_map(). */
int report_file(const char *path, int err);
/* "sysmap: PATH: the error's text" for an -errno; always -1. */
int report_errno(const char *path, int err);

#endif
