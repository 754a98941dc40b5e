/* SPDX-License-Identifier: GPL-2.0 */
/* Describes why a module failed. */
#ifndef DRIVERS_LOAD_CAUSE_H
#define DRIVERS_LOAD_CAUSE_H

#include "drivers-load/graph.h"

/* For a module in MODULE_FAILED, from m->error; the failed dependency is in m->failed_dep. */
const char *module_cause(const struct module *m);

#endif
