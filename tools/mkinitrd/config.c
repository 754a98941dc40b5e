// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "init/config.h"
#include "tools/mkinitrd/base/content.h"

static const char path[] = "/etc/gangway.conf";

static int add(struct tree *tree, const char *text, size_t len, const char *why)
{
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644, .data = text, .len = len};

	if (len >= CONFIG_FILE_SIZE)
		return report_error("%s: %zu bytes, which is more than the %d that /init reads",
				    path, len, CONFIG_FILE_SIZE - 1);
	if (tree_find(tree, path))
		return report_error("%s: comes with --add too; give it with --config instead",
				    path);
	return tree_add(tree, TREE_REPLACE, &entry, why);
}

static int add_file(const char *file, struct tree *tree)
{
	struct content content;
	int result;

	if (content_read(file, &content) < 0)
		return -1;
	/* /init's parser would end at a NUL */
	if (memchr(content.data, '\0', content.len))
		result = report_error("--config %s: not a text file", file);
	else
		result = add(tree, content.data, content.len, file);
	content_free(&content);
	return result;
}

static int add_generated(const struct list *modules, bool stay, struct tree *tree)
{
	char *names = list_join(modules, ",");
	char *text = alloc_text("# written by mkinitrd; gangway(7) tells what may stand here\n"
				"%s%s%s%s",
				*names ? "gangway.modules=" : "", names, *names ? "\n" : "",
				stay ? "gangway.stay\n" : "");
	int result = add(tree, text, strlen(text), "written, since there is no --config");

	free(text);
	free(names);
	return result;
}

/* A comment that names it costs a small module, no more. */
int config_choose(const struct options *options, struct modules *modules)
{
	struct content content;
	int result = 0;

	if (!options->config)
		return 0;
	if (content_read(options->config, &content) < 0)
		return -1;
	if (strstr(content.data, "gpt-auto"))
		result = modules_add(modules, "efivarfs", "for root=gpt-auto in --config");
	content_free(&content);
	return result < 0 ? -1 : 0;
}

int config_add(const struct options *options, const struct list *modules, struct tree *tree)
{
	if (options->config)
		return add_file(options->config, tree);
	return add_generated(modules, options->stay, tree);
}
