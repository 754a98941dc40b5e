/* SPDX-License-Identifier: GPL-2.0 */
/* Ciphers of encrypted devices. */
#ifndef TOOLS_MKINITRD_DEVICES_CIPHER_H
#define TOOLS_MKINITRD_DEVICES_CIPHER_H

#include "tools/mkinitrd/machine/walk.h"

/* Adds all ciphers that the machine uses. */
void cipher_walk(struct walk *walk, const char *chain);

#endif
