/* SPDX-License-Identifier: GPL-2.0 */
/* Why a root could not be mounted, in words. */
#ifndef INIT_MOUNTFAIL_H
#define INIT_MOUNTFAIL_H

struct boot;

/* boot_fail() for mount(2)'s error `err`; `types` is the comma list of types that were tried. */
int mountfail(struct boot *b, int err, const char *path, const char *types);

#endif
