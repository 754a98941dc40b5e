/* SPDX-License-Identifier: GPL-2.0 */
/* Keyboards, for the rescue shell and for passphrases. */
#ifndef TOOLS_MKINITRD_DEVICES_KEYBOARD_H
#define TOOLS_MKINITRD_DEVICES_KEYBOARD_H

#include "tools/mkinitrd/machine/walk.h"

void keyboard_walk(struct walk *walk);

#endif
