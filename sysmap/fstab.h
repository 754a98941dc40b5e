/* SPDX-License-Identifier: GPL-2.0 */
/* /etc/fstab: whether something is to be mounted on a directory. */
#ifndef SYSMAP_FSTAB_H
#define SYSMAP_FSTAB_H

#include "lib/bytes.h"

enum fstab {
	FSTAB_NONE,    /* no line, or no fstab */
	FSTAB_MOUNTED, /* at each boot */
	FSTAB_NOAUTO,  /* by hand, if at all: nobody waits for it */
};

/* Of the system below the directory `root` ("": this one). */
enum fstab fstab_find(const char *root, const char *dir);
/* The same of what is in one. */
enum fstab fstab_text_find(struct bytes text, const char *dir);

#endif
