/* SPDX-License-Identifier: GPL-2.0 */
/* Which devices a root may be on, or behind. */
#ifndef DRIVERS_LOAD_STORAGE_H
#define DRIVERS_LOAD_STORAGE_H

#include <stdbool.h>

/* Whether a modalias is that of storage, or of a bus that storage is found on. */
bool storage_alias(const char *modalias);

#endif
