/* SPDX-License-Identifier: GPL-2.0 */
/* What the user can do if the root did not appear. */
#ifndef INIT_RESCUE_ADVICE_H
#define INIT_RESCUE_ADVICE_H

#include <stdbool.h>

struct boot;
struct config;
struct device;
struct candidates;
struct devices;
struct hwreport_advice;

/*
 * For each candidate that did not appear, logs the device with the closest identifier. Returns
 * whether there is one.
 */
bool advice_log_closest(const struct candidates *c, struct devices *devices);
/* Log what to do, if that is known: about a root that did not appear, */
void advice_log(struct boot *b, const struct hwreport_advice *hardware);
/* that has no usable init, */
void advice_log_init(const struct config *c, int error);
/* or that cannot be mounted. `types`: those that were asked for; NULL: none, as for a fallback. */
void advice_log_type(const char *types, const struct device *root);

#endif
