/* SPDX-License-Identifier: GPL-2.0 */
/* Strings, each once, found quickly. */
#ifndef TOOLS_MKINITRD_BASE_SET_H
#define TOOLS_MKINITRD_BASE_SET_H

#include <stdbool.h>

struct set {
	void *nodes;
};

/* Whether the text is new; if so, a copy of it is in the set now. */
bool set_add(struct set *set, const char *text);
bool set_has(const struct set *set, const char *text);
bool set_is_empty(const struct set *set);
/* In the order of strcmp(3). */
typedef void set_each_fn(void *context, const char *text);
void set_each(const struct set *set, set_each_fn *each, void *context);
void set_free(struct set *set);

#endif
