/* SPDX-License-Identifier: GPL-2.0 */
/* The loadable segments of a kernel, and the kallsyms in them. */
#ifndef TOOLS_KERNEL_SEGMENTS_H
#define TOOLS_KERNEL_SEGMENTS_H

#include "sysmap/kallsyms.h"
#include "tools/kernel/kernel.h"

/*
 * Opens the kernel's kallsyms, valid while the kernel is open: 0, or -1, with a fault_text(). For an
 * arm64 Image it relocates pointers, in a copy that becomes kernel->vmlinux.
 */
int segments_kallsyms(struct kernel *kernel, struct kallsyms *ret_kallsyms);

#endif
