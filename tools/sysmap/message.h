/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages and exit statuses of sysmap. The function that detects an error reports it and returns
 * -1; its callers return -1 and report nothing. Functions that store the text of an error instead
 * (fault.h) document that.
 */
#ifndef TOOLS_SYSMAP_MESSAGE_H
#define TOOLS_SYSMAP_MESSAGE_H

/* The exit status of every command. */
enum { EXIT_YES = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_UNKNOWN = 3 };

/* "sysmap: ..." on standard error; always -1. */
int message(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same for the text of fault.h. */
int message_fault(void);
/* "sysmap: PATH: the error's text" for an -errno; always -1. */
int message_errno(const char *path, int err);

#endif
