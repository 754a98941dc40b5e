/* SPDX-License-Identifier: GPL-2.0 */
/* Names of modules, each once, in the order in which they came. */
#ifndef HOST_TESTS_KMOD_NAMES_H
#define HOST_TESTS_KMOD_NAMES_H

#include <stdbool.h>

#include "drivers-load/graph.h"

enum { NAMES = 1024 };

/* Zeroed, it is empty. */
struct names {
	unsigned count;
	char at[NAMES][MODULE_NAME_SIZE];
};

bool names_has(const struct names *names, const char *name);
void names_add(struct names *names, const char *name);
/* Whether all that is there is here too and, if `alone`, nothing else. Says where it is not. */
bool names_agree(const char *what, const struct names *here, const struct names *there, bool alone);

#endif
