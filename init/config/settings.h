/* SPDX-License-Identifier: GPL-2.0 */
/* The table of parameters, and what each sets. */
#ifndef INIT_CONFIG_SETTINGS_H
#define INIT_CONFIG_SETTINGS_H

#include <stdbool.h>

struct config;

enum settings_origin { SETTINGS_FILE, SETTINGS_LINE }; /* /etc/gangway.conf, the command line */

/*
 * Applies one parameter; `value` is NULL if there is no '='. Invalid parameters, and parameters
 * that gangway.final denies to the command line, are logged and ignored.
 */
void settings_take(struct config *c, const char *name, const char *value,
		   enum settings_origin origin);

/* Whether it is a parameter of the helper for dm-verity, which c->options has. */
bool settings_is_verity(const char *name);

#endif
