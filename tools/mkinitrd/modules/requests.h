/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modules that other modules request from the kernel while they work, by request_module(). Neither
 * modules.dep nor a soft dependency names them, and modules.weakdep (kmod 33) names few.
 */
#ifndef MKINITRD_REQUESTS_H
#define MKINITRD_REQUESTS_H

#include "tools/mkinitrd/base/alloc.h"

/* Adds the names and aliases that this module may request, if any. */
void requests_of(const char *module, struct list *ret_names);

#endif
