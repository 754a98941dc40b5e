/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The failure report on modules and devices: which modules failed or are still loading, missing
 * firmware, devices that wait for others or have no driver, and the modules for them.
 */
#ifndef INIT_HARDWARE_H
#define INIT_HARDWARE_H

struct boot;

enum { HARDWARE_DRIVERS_SIZE = 96 };

/*
 * Sets `drivers`, of HARDWARE_DRIVERS_SIZE, to the modules that the image lacks and that may make
 * the root appear: a comma list.
 */
void hardware_say(struct boot *b, char *drivers);

#endif
