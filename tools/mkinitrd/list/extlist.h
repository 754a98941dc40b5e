/* SPDX-License-Identifier: GPL-2.0 */
/* Lists the content of an image for a RAM disk. */
#ifndef TOOLS_MKINITRD_LIST_EXTLIST_H
#define TOOLS_MKINITRD_LIST_EXTLIST_H

#include "tools/mkinitrd/list/imagefile.h"

/* 1: it is not such an image. */
int extlist_print(struct imagefile *image);

#endif
