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
/* Whether it is a parameter for /usr, among those usrhash= and systemd.verity_usr_*. */
bool settings_is_usr(const char *name);
/* Whether settings_is_verity() is true, and it is not for /usr: then the root must be verified. */
bool settings_is_verity_root(const char *name);

#endif
