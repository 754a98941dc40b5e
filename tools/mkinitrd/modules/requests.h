/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modules that other modules request at run time with request_module(). Neither modules.dep nor
 * soft dependencies list them, and modules.weakdep (kmod 33) lists few.
 */
#ifndef TOOLS_MKINITRD_MODULES_REQUESTS_H
#define TOOLS_MKINITRD_MODULES_REQUESTS_H

#include "tools/mkinitrd/base/alloc.h"

/* Adds the names and aliases that `module` may request. */
void requests_of(const char *module, struct list *ret_names);

#endif
