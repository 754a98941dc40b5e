// SPDX-License-Identifier: GPL-2.0
#include "host-tests/kmod/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"

enum { SHOWN = 20 };

bool names_has(const struct names *names, const char *name)
{
	for (unsigned i = 0; i < names->count; i++)
		if (!strcmp(names->at[i], name))
			return true;
	return false;
}

void names_add(struct names *names, const char *name)
{
	if (names_has(names, name))
		return;
	if (names->count == NAMES || text_copy(names->at[names->count++], MODULE_NAME_SIZE, name))
		abort();
}

static bool names_within(const struct names *some, const struct names *all)
{
	for (unsigned i = 0; i < some->count; i++)
		if (!names_has(all, some->at[i]))
			return false;
	return true;
}

static void names_show(const char *who, const struct names *names)
{
	printf("#   %s:", who);
	for (unsigned i = 0; i < names->count; i++)
		printf(" %s", names->at[i]);
	printf("\n");
}

bool names_agree(const char *what, const struct names *here, const struct names *there, bool alone)
{
	static unsigned shown;

	if (names_within(there, here) && (!alone || names_within(here, there)))
		return true;
	if (shown++ < SHOWN) {
		printf("# %s\n", what);
		names_show("here", here);
		names_show("there", there);
	}
	return false;
}
