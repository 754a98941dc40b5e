/* SPDX-License-Identifier: GPL-2.0 */
/* What is in an image. */
#ifndef TOOLS_MKINITRD_IMAGE_LISTING_H
#define TOOLS_MKINITRD_IMAGE_LISTING_H

/*
 * Prints it as `cpio -tv` does, however the image is packed. Of several archives behind one another
 * it prints those up to the first that is packed, and that.
 */
int listing_print(const char *image);

#endif
