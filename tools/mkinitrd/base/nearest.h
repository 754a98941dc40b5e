/* SPDX-License-Identifier: GPL-2.0 */
/* Suggestions for mistyped module names. */
#ifndef TOOLS_MKINITRD_BASE_NEAREST_H
#define TOOLS_MKINITRD_BASE_NEAREST_H

struct kmod_ctx;

/* Reports that the kernel has no such module, and the closest match; -1. */
int nearest_print_missing(struct kmod_ctx *kmod, const char *name, const char *release);

#endif
