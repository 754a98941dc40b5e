/* SPDX-License-Identifier: GPL-2.0 */
/* Little-endian numbers of up to eight bytes, written and read without lib/bytes.h. */
#ifndef HOST_TESTS_LE_H
#define HOST_TESTS_LE_H

#include <stdint.h>

void le_put(unsigned char *at, unsigned bytes, uint64_t value);
uint64_t le_get(const unsigned char *at, unsigned bytes);

#endif
