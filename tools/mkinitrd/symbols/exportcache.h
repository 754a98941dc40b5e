/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cache of the symbols that a vmlinuz exports: exports-RELEASE in $XDG_CACHE_HOME/gangway, for root
 * in /var/cache/gangway, else in ~/.cache/gangway or /var/tmp/gangway-UID. All users read root's
 * cache. The newest eight files are kept. The first line identifies the vmlinuz by the data of
 * stat(2); its build-id would require unpacking, which the cache avoids. The last line is ".";
 * without it, the file is incomplete (power cut).
 */
#ifndef TOOLS_MKINITRD_SYMBOLS_EXPORTCACHE_H
#define TOOLS_MKINITRD_SYMBOLS_EXPORTCACHE_H

#include "tools/mkinitrd/base/set.h"

struct exportcache {
	char *dir;    /* NULL: no writable directory */
	char *file;   /* in `dir` */
	char *system; /* root's cache */
	char *first;  /* the first line; NULL: no such vmlinuz */
};

/*
 * Records the identity of the vmlinuz before it is read, so that a file that replaces it meanwhile
 * gets no wrong cache.
 */
void exportcache_open(struct exportcache *cache, const char *vmlinuz, const char *release);
void exportcache_close(struct exportcache *cache);

/* 0: read; 1: nothing is cached for this file. */
int exportcache_read(const struct exportcache *cache, struct set *names);
/* Failure is not an error. */
void exportcache_write(const struct exportcache *cache, const struct set *names);

#endif
