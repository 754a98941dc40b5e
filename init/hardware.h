/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The verdict on modules and devices: whose kernel the modules are for, which of them failed or
 * have not come to an end, what firmware was missed, which devices wait for others or have no
 * driver, and what would serve them.
 */
#ifndef INIT_HARDWARE_H
#define INIT_HARDWARE_H

struct boot;

void hardware_say(struct boot *b);

#endif
