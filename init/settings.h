/* SPDX-License-Identifier: GPL-2.0 */
/* What each parameter sets. */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

struct config;

enum settings_origin { SETTINGS_FILE, SETTINGS_LINE }; /* /etc/gangway.conf, the command line */

/*
 * Takes one parameter; `value` is NULL if there is no '='. What cannot be understood, or what
 * gangway.final keeps from the command line, is logged and ignored.
 */
void settings_take(struct config *c, const char *name, const char *value,
		   enum settings_origin origin);

#endif
