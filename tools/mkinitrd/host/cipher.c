// SPDX-License-Identifier: GPL-2.0
/* Ciphers: no device tells its own, but the kernel tells those that it uses. */
#include "tools/mkinitrd/host/cipher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An instance such as xts(aes) is made of templates and ciphers, each of which has its alias. */
static void need_parts(struct walk *walk, char *name, const char *chain)
{
	char *part;

	while ((part = strsep(&name, "(),"))) {
		char *alias = alloc_text("crypto-%s", part);

		if (*part)
			list_add(&need_add(walk->needs, NEED_SPARE, "in use: %s", chain)->names,
				 alias);
		free(alias);
	}
}

/* One paragraph of "KEY : VALUE" lines, of which the first is the name; 1 is nobody's reference. */
static void read_cipher(struct walk *walk, const char *text, const char *chain)
{
	const char *users = strstr(text, "\nrefcnt ");
	char name[128];
	int count;

	if (sscanf(text, "name : %127s", name) == 1 && users &&
	    sscanf(users, "\nrefcnt : %d", &count) == 1 && count > 1)
		need_parts(walk, name, chain);
}

void cipher_walk(struct walk *walk, const char *chain)
{
	char *text = host_text(walk->host, "/proc", "crypto"), *end;

	for (char *at = text; at; at = end ? end + 2 : NULL) {
		end = strstr(at, "\n\n");
		if (end)
			*end = '\0';
		read_cipher(walk, at, chain);
	}
	free(text);
}
