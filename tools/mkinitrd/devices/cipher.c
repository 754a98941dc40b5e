// SPDX-License-Identifier: GPL-2.0
/* Ciphers: /sys does not show the cipher of a device; /proc/crypto lists those in use. */
#include "tools/mkinitrd/devices/cipher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An instance such as xts(aes) consists of templates and ciphers; each has its own alias. */
static void need_parts(struct walk *walk, char *name, const char *chain)
{
	char *part;

	while ((part = strsep(&name, "(),"))) {
		char *alias = alloc_text("crypto-%s", part);

		if (*part)
			list_add(&need_add(walk->needs, NEED_UNLOADED, "in use: %s", chain)->names,
				 alias);
		free(alias);
	}
}

/* A paragraph of "KEY : VALUE" lines, the name first; a refcnt of 1 means that it is not in use. */
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
