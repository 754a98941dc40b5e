/* SPDX-License-Identifier: GPL-2.0 */
/* What the machine hibernates to. */
#ifndef TOOLS_MKINITRD_HOST_RESUME_H
#define TOOLS_MKINITRD_HOST_RESUME_H

#include "tools/mkinitrd/host/walk.h"

/* Nothing of this stands in the way of a root. */
void resume_walk(struct walk *walk);

#endif
