/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How far KASLR has moved the running kernel from where it was linked.
 *
 * KERNELOFFSET in /proc/kcore tells (x86-64, arm64, s390, powerpc). Where that is missing (i386, or
 * no /proc/kcore), an x86 kernel's boot parameters hold the physical address that it was linked
 * for: on x86-64 the virtual one follows from it, on i386 the physical one that it has now is in
 * /proc/iomem, and both move together.
 */
#ifndef SYSMAP_OFFSET_H
#define SYSMAP_OFFSET_H

#include <stdint.h>

#include "sysmap/map.h"
#include "sysmap/vmcore.h"

/*
 * -EOPNOTSUPP: nothing tells. The offset is modulo 2^64. `reader` and `core` are room to work in;
 * what the kernel tells is read below the folder `machine` ("": this machine).
 */
int offset_running(const char *machine, struct map_reader *reader, struct vmcore *core,
		   uint64_t *ret_offset);

#endif
