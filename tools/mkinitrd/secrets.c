// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/secrets.h"

#include <stdlib.h>
#include <sys/stat.h>

/* For files that were not copied with their mode, such as firmware or --config. */
static bool is_secret_file(const char *file)
{
	struct stat st;

	return file && stat(file, &st) == 0 && !(st.st_mode & S_IROTH);
}

/* The image is private if a file in it is. */
static int find_secret(void *context, const struct tree_entry *entry)
{
	const char **secret = context;

	if (S_ISREG(entry->mode) &&
	    (entry->secret || !(entry->mode & S_IROTH) || is_secret_file(entry->source)))
		*secret = entry->path;
	return 0;
}

const char *secrets_find(const struct options *options, const struct tree *tree)
{
	char *map = alloc_text("/lib/modules/%s/System.map", options->release);
	const char *secret = NULL;

	tree_each(tree, find_secret, &secret);
	if (is_secret_file(options->config))
		secret = options->config;
	if (tree_find(tree, map))
		secret = "System.map";
	free(map);
	return secret;
}
