/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was found in a vmlinuz once: exports-RELEASE in $XDG_CACHE_HOME/gangway, or for root in
 * /var/cache/gangway, or in ~/.cache/gangway, or in /var/tmp/gangway-UID. Everybody reads what root
 * has found. The newest eight files stay. The first line tells the file that it was found in, as
 * stat(2) does: the kernel's build-id would need the vmlinuz to be unpacked, which is what is to be
 * spared. The last line is ".", without which the file is half of one that a power cut has left.
 */
#ifndef TOOLS_MKINITRD_MODULES_EXPORTCACHE_H
#define TOOLS_MKINITRD_MODULES_EXPORTCACHE_H

#include "tools/mkinitrd/base/set.h"

struct exportcache {
	char *dir;    /* NULL: there is no place for it */
	char *file;   /* in that */
	char *system; /* what root has found */
	char *first;  /* the first line; NULL: there is no such vmlinuz */
};

/*
 * Takes the vmlinuz for what it is now: what is read of it later is kept as this one's, and never
 * as that of another, which has come to its place meanwhile.
 */
void exportcache_open(struct exportcache *cache, const char *vmlinuz, const char *release);
void exportcache_close(struct exportcache *cache);

/* 0: the names are those of this very file; 1: there is nothing about it. */
int exportcache_read(const struct exportcache *cache, struct set *names);
/* Where there is no place for it, nothing is lost but time. */
void exportcache_write(const struct exportcache *cache, const struct set *names);

#endif
