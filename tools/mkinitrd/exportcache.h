/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was found in a vmlinuz once: $XDG_CACHE_HOME/gangway/exports-RELEASE, or in /var/cache for
 * root, or in ~/.cache. The first line tells the file that it was found in, as stat(2) does: the
 * kernel's build-id would need the vmlinuz to be unpacked, which is what is to be spared.
 */
#ifndef MKINITRD_EXPORTCACHE_H
#define MKINITRD_EXPORTCACHE_H

#include "tools/mkinitrd/set.h"

/* 0: the names are those of this very file; 1: there is nothing about it. */
int exportcache_read(const char *vmlinuz, const char *release, struct set *names);
/* Where there is no place for it, nothing is lost but time. */
void exportcache_write(const char *vmlinuz, const char *release, const struct set *names);

#endif
