/* SPDX-License-Identifier: GPL-2.0 */
/* Lists the content of an image. */
#ifndef TOOLS_MKINITRD_LIST_LISTING_H
#define TOOLS_MKINITRD_LIST_LISTING_H

/*
 * Prints it like `cpio -tv`, whatever the compression. If the image consists of several archives,
 * those up to and including the first compressed one are printed.
 */
int listing_print(const char *image);

#endif
