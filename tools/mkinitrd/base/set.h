/* SPDX-License-Identifier: GPL-2.0 */
/* A set of strings. */
#ifndef TOOLS_MKINITRD_BASE_SET_H
#define TOOLS_MKINITRD_BASE_SET_H

#include <stdbool.h>

struct set {
	void *nodes;
};

/* Adds a copy of the text; false if the set has it already. */
bool set_add(struct set *set, const char *text);
bool set_has(const struct set *set, const char *text);
bool set_is_empty(const struct set *set);
/* In the order of strcmp(3). */
typedef void set_each_fn(void *context, const char *text);
void set_each(const struct set *set, set_each_fn *each, void *context);
void set_free(struct set *set);

#endif
