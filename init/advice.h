/* SPDX-License-Identifier: GPL-2.0 */
/* What a person may do about a root that did not appear. */
#ifndef INIT_ADVICE_H
#define INIT_ADVICE_H

#include <stdbool.h>

struct boot;
struct hardware_advice;

/*
 * For each root that did not appear: the device whose identifier is a typo away. Whether there is
 * one.
 */
bool advice_log_closest(struct boot *b);
/* What to do, if that is known; `hardware` is NULL if no driver is missing. */
void advice_log(struct boot *b, const struct hardware_advice *hardware);

#endif
