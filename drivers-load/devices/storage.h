/* SPDX-License-Identifier: GPL-2.0 */
/* Recognizes devices that may provide the root. */
#ifndef DRIVERS_LOAD_DEVICES_STORAGE_H
#define DRIVERS_LOAD_DEVICES_STORAGE_H

#include <stdbool.h>

/* Whether a modalias belongs to storage or to a bus that may have storage. */
bool storage_alias(const char *modalias);

#endif
