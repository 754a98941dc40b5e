/* SPDX-License-Identifier: GPL-2.0 */
/* Describes the state of a module, and why it failed. */
#ifndef DRIVERS_LOAD_CAUSE_H
#define DRIVERS_LOAD_CAUSE_H

#include "drivers-load/graph.h"

const char *module_state_text(enum module_state state);
/* For a module in MODULE_FAILED, from m->error; the failed dependency is in m->failed_dep. */
const char *module_cause(const struct module *m);

#endif
