/* SPDX-License-Identifier: GPL-2.0 */
/* Module names, each once, in the order of their addition. */
#ifndef HOST_TESTS_KMOD_NAMES_H
#define HOST_TESTS_KMOD_NAMES_H

#include <stdbool.h>

#include "drivers-load/graph.h"

enum { NAMES = 1024 };

/* Initialize with zeros. */
struct names {
	unsigned count;
	char at[NAMES][MODULE_NAME_SIZE];
};

bool names_has(const struct names *names, const char *name);
void names_add(struct names *names, const char *name);
/* Whether all of `there` is in `here` and, if `alone`, nothing else. Prints the differences. */
bool names_agree(const char *what, const struct names *here, const struct names *there, bool alone);

#endif
