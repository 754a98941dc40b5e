/* SPDX-License-Identifier: GPL-2.0 */
/* The machine's hibernation device. */
#ifndef TOOLS_MKINITRD_HOST_RESUME_H
#define TOOLS_MKINITRD_HOST_RESUME_H

#include "tools/mkinitrd/machine/walk.h"

/* Failures are warnings only. */
void resume_walk(struct walk *walk);

#endif
