/* SPDX-License-Identifier: GPL-2.0 */
/* The text of --help; host-tests/docs.t compares it with options.c and the manual page. */
#ifndef TOOLS_MKINITRD_OPTIONS_USAGE_H
#define TOOLS_MKINITRD_OPTIONS_USAGE_H

void usage_print(void);

#endif
