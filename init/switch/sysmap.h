/* SPDX-License-Identifier: GPL-2.0 */
/* The helper that installs System.map in the real root. */
#ifndef INIT_SWITCH_SYSMAP_H
#define INIT_SWITCH_SYSMAP_H

struct sysmap_helper;

/*
 * Waits until the helper no longer needs the old root, or has ended. For the cleanup process only.
 */
void sysmap_wait_opened(const struct sysmap_helper *helper);
/* Ends the helper: the exec has failed, and the root that it works on is unmounted. */
void sysmap_stop(struct sysmap_helper *helper);

#endif
