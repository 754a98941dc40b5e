/* SPDX-License-Identifier: GPL-2.0 */
/* Suggestions for mistyped module names. */
#ifndef TOOLS_MKINITRD_BASE_CLOSEST_H
#define TOOLS_MKINITRD_BASE_CLOSEST_H

struct kmod_ctx;

/* Reports that the kernel has no such module, and the closest match; -1. */
int closest_print_missing(struct kmod_ctx *kmod, const char *name, const char *release);

#endif
