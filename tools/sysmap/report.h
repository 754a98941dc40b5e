/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What sysmap says, and how it ends. A function that fails says why, once, where it knows most,
 * and returns -1; its callers pass the -1 on and add nothing.
 *
 * mkinitrd uses the code that reads a kernel's file, and what that says is no failure there: it
 * has it told to itself with report_divert().
 */
#ifndef SYSMAP_TOOL_REPORT_H
#define SYSMAP_TOOL_REPORT_H

#include <stddef.h>

/* The status that every command ends with. */
enum { EXIT_YES = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_UNKNOWN = 3 };

/* "sysmap: ..." on standard error; always -1. */
int report(const char *format, ...) __attribute__((format(printf, 1, 2)));
/*
 * From now on report() fills `text` instead, without the prefix and cut at `size`; NULL: no more.
 */
void report_divert(char *text, size_t size);
/* The same for an error of file_map(). */
int report_file(const char *path, int err);
/* "sysmap: PATH: the error's text" for an -errno; always -1. */
int report_errno(const char *path, int err);

#endif
