/* SPDX-License-Identifier: GPL-2.0 */
/* Why a module has failed, in words for people. */
#ifndef DRIVERS_LOAD_CAUSE_H
#define DRIVERS_LOAD_CAUSE_H

#include "drivers-load/graph.h"

/* Of a module in MODULE_FAILED; m->error and m->culprit say the rest. */
const char *module_cause(const struct module *m);

#endif
