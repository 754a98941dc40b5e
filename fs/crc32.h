/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bitwise CRC-32, reflected; small rather than fast, since the inputs are small. Neither the
 * initial value nor the result is inverted, since formats differ there.
 */
#ifndef FS_CRC32_H
#define FS_CRC32_H

#include <stddef.h>
#include <stdint.h>

#define CRC32_ETHERNET   0xedb88320u
#define CRC32_CASTAGNOLI 0x82f63b78u

uint32_t crc32_over(uint32_t polynomial, uint32_t crc, const unsigned char *at, size_t len);

#endif
