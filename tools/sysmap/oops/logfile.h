/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The log to translate: a file, standard input, or the parts that pstore keeps of a panic. It is
 * read twice, so what cannot be (a pipe) is copied into a temporary file.
 */
#ifndef SYSMAP_TOOL_OOPS_LOGFILE_H
#define SYSMAP_TOOL_OOPS_LOGFILE_H

#include <stdio.h>

/*
 * Opens the log that `paths` are together, up to NULL; none is standard input. Parts of pstore
 * ("Panic#2 Part3" is their first line), which the kernel numbers from the last one, are put in the
 * order in which they were logged. NULL: it has been reported.
 */
FILE *logfile_open(char **paths);

#endif
