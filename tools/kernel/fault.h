/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cause of an error, as a text for the caller. A function that fails stores the text and returns
 * -1; the program reports it, or not.
 */
#ifndef TOOLS_KERNEL_FAULT_H
#define TOOLS_KERNEL_FAULT_H

/* Stores the text of an error, truncated to 511 bytes; always -1. */
int fault(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "PATH: the error's text" for an -errno; always -1. */
int fault_errno(const char *path, int err);
/* The last text that was stored; valid until the next error. */
const char *fault_text(void);

#endif
