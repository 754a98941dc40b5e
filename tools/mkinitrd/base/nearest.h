/* SPDX-License-Identifier: GPL-2.0 */
/* What a name that doesn't exist may have been meant to be. */
#ifndef TOOLS_MKINITRD_BASE_NEAREST_H
#define TOOLS_MKINITRD_BASE_NEAREST_H

struct kmod_ctx;

/* Says that the kernel has no such module, and which one's name is nearest; -1. */
int nearest_say_missing(struct kmod_ctx *kmod, const char *name, const char *release);

#endif
