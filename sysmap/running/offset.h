/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KASLR offset of the running kernel.
 *
 * /proc/kcore contains it as KERNELOFFSET (x86-64, arm64, s390, powerpc), or the address for which
 * _start was linked (riscv). Otherwise (i386, or no /proc/kcore) the boot parameters of x86 contain the physical address for which the kernel was
 * linked. On x86-64 the virtual one follows from it. On i386 both move together, and /proc/iomem
 * has the current physical address. On arm the offset is always 0.
 */
#ifndef SYSMAP_RUNNING_OFFSET_H
#define SYSMAP_RUNNING_OFFSET_H

#include <stdint.h>

#include "sysmap/map.h"
#include "sysmap/running/vmcore.h"

/*
 * -EOPNOTSUPP: the offset cannot be determined. It is modulo 2^64. `reader` and `core` are
 * workspace; kernel data are read below the directory `machine` ("": this machine).
 */
int offset_running(const char *machine, struct map_reader *reader, struct vmcore *core,
		   uint64_t *ret_offset);

#endif
