/* SPDX-License-Identifier: GPL-2.0 */
/* The file of a map that somebody names on the command line. */
#ifndef SYSMAP_TOOL_MAPFILE_H
#define SYSMAP_TOOL_MAPFILE_H

/* Opens it for reading; -1 where it cannot be, or is no regular file. Never waits. */
int mapfile_open(const char *path);

#endif
