/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The log to translate: a file, standard input, or the parts of a panic in pstore. It is read
 * twice; input that cannot be (a pipe) is copied into a temporary file.
 */
#ifndef TOOLS_SYSMAP_LOG_LOGFILE_H
#define TOOLS_SYSMAP_LOG_LOGFILE_H

#include <stdio.h>

/*
 * Opens the log that consists of the files in `paths`, which ends with NULL; no path: standard
 * input. Parts of pstore (their first line is "Panic#2 Part3"), which the kernel numbers from the
 * last one, are sorted in the order of logging. NULL: reported.
 */
FILE *logfile_open(char **paths);

#endif
