/* SPDX-License-Identifier: GPL-2.0 */
/* What the user can do if the root did not appear. */
#ifndef INIT_RESCUE_ADVICE_H
#define INIT_RESCUE_ADVICE_H

#include <stdbool.h>

struct boot;
struct candidates;
struct devices;
struct hwreport_advice;

/*
 * For each candidate that did not appear, logs the device with the closest identifier. Returns
 * whether there is one.
 */
bool advice_log_closest(const struct candidates *c, struct devices *devices);
/* Logs what to do, if that is known; `hardware` is NULL if no driver is missing. */
void advice_log(struct boot *b, const struct hwreport_advice *hardware);

#endif
