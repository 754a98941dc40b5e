/* SPDX-License-Identifier: GPL-2.0 */
/* Lists the content of an image. */
#ifndef TOOLS_MKINITRD_LIST_LISTING_H
#define TOOLS_MKINITRD_LIST_LISTING_H

/* Prints all archives of the image like `cpio -tv`, whatever their compression. */
int listing_print(const char *path);

#endif
