/* SPDX-License-Identifier: GPL-2.0 */
/* /etc/fstab: finds the entry for a directory. */
#ifndef SYSMAP_INSTALL_FSTAB_H
#define SYSMAP_INSTALL_FSTAB_H

#include "lib/bytes.h"

enum fstab {
	FSTAB_NONE,    /* no entry, or no fstab */
	FSTAB_MOUNTED, /* mounted at each boot */
	FSTAB_NOAUTO,  /* noauto: mounted on demand; do not wait for it */
};

/* For the system below the directory `root` ("": this one). */
enum fstab fstab_find(const char *root, const char *dir);
/* For the contents of an fstab. */
enum fstab fstab_text_find(struct bytes text, const char *dir);

#endif
