/* SPDX-License-Identifier: GPL-2.0 */
/* Device numbers as the kernel's interfaces and ext2 store them: new_encode_dev() (linux/kdev_t.h, 6.1). */
#ifndef LIB_DEVICE_H
#define LIB_DEVICE_H

#include <stdint.h>

static inline uint32_t device_encode(uint32_t major, uint32_t minor)
{
	return (minor & 0xff) | major << 8 | (minor & ~UINT32_C(0xff)) << 12;
}

static inline uint32_t device_major(uint32_t device)
{
	return device >> 8 & 0xfff;
}

static inline uint32_t device_minor(uint32_t device)
{
	return (device & 0xff) | (device >> 12 & 0xfff00);
}

#endif
