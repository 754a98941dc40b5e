/* SPDX-License-Identifier: GPL-2.0 */
/* What each word of the vocabulary sets. */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

struct config;

/*
 * Takes one word; `value` is NULL for a bare one. What cannot be understood is said, with `origin`,
 * and left out.
 */
void settings_take(struct config *c, const char *name, const char *value, const char *origin);

#endif
