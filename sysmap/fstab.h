/* SPDX-License-Identifier: GPL-2.0 */
/* /etc/fstab: whether something is to be mounted on a folder at each boot. */
#ifndef SYSMAP_FSTAB_H
#define SYSMAP_FSTAB_H

#include <stdbool.h>

#include "lib/bytes.h"

/* Of the system below the folder `root` ("": this one); false where there is no fstab. */
bool fstab_has(const char *root, const char *folder);
/* The same of what is in one. */
bool fstab_text_has(struct bytes text, const char *folder);

#endif
