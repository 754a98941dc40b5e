// SPDX-License-Identifier: GPL-2.0
#include "fs/crc32.h"

uint32_t crc32_over(uint32_t polynomial, uint32_t crc, const unsigned char *at, size_t len)
{
	for (; len; len--) {
		crc ^= *at++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
	}
	return crc;
}
