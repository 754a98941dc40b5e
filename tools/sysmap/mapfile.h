/* SPDX-License-Identifier: GPL-2.0 */
/* Opens a map that is named on the command line. */
#ifndef TOOLS_SYSMAP_MAPFILE_H
#define TOOLS_SYSMAP_MAPFILE_H

/* Opens a regular file for reading; -1 on errors, with a fault_text(). Never blocks. */
int mapfile_open(const char *path);

#endif
