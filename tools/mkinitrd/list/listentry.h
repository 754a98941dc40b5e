/* SPDX-License-Identifier: GPL-2.0 */
/* A line of the list of an image, like that of `cpio -tv`. */
#ifndef TOOLS_MKINITRD_LIST_LISTENTRY_H
#define TOOLS_MKINITRD_LIST_LISTENTRY_H

struct archive_entry;

void listentry_print(struct archive_entry *e);

#endif
