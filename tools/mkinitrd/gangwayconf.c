// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/gangwayconf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/tree/parameters.h"

static const char path[] = "/etc/gangway.conf";

static int add(struct tree *tree, const char *text, size_t len, const char *why)
{
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644, .data = text, .len = len};

	if (len >= CONFIG_FILE_SIZE)
		return report_error("%s: %zu bytes; /init reads at most %d", path, len,
				    CONFIG_FILE_SIZE - 1);
	if (tree_find(tree, path))
		return report_error("%s: also added by --add; use --config instead", path);
	return tree_add(tree, TREE_REPLACE, &entry, why);
}

/* -1, reported, if the file contains a NUL, at which /init's parser would stop. */
static int read_file(const char *file, struct content *ret_content)
{
	if (content_read(file, ret_content) < 0)
		return -1;
	if (!memchr(ret_content->data, '\0', ret_content->len))
		return 0;
	content_free(ret_content);
	return report_error("--config %s: not a text file", file);
}

/* The chosen modules come first, so that the parameters of the file override them. */
static int add_text(const struct list *modules, const char *resume, const char *root_image,
		    const char *rest, const char *why, struct tree *tree)
{
	char *names = list_join(modules, ",");
	char *text = alloc_text("# written by mkinitrd; see gangway(7)\n"
				"%s%s%s%s%s%s%s%s%s%s",
				*names ? "gangway.modules=" : "", names, *names ? "\n" : "",
				resume ? "resume=\"" : "", resume ? resume : "",
				resume ? "\"\n" : "", root_image ? "gangway.image=" : "",
				root_image ? root_image : "", root_image ? "\n" : "", rest);
	int result = add(tree, text, strlen(text), why);

	free(text);
	free(names);
	return result;
}

static int choose_listed(const struct config *config, struct modules *modules)
{
	int result = 0;

	for (unsigned i = 0; i < config->modules.count && result == 0; i++) {
		char *list = alloc_text("%s", config->modules.list[i]), *rest = list, *name;

		while (result == 0 && (name = strsep(&rest, ",")))
			result = *name ? modules_choose(modules, name) : 0;
		free(list);
	}
	return result;
}

/* A comment that contains gpt-auto only adds a small module. */
int gangwayconf_choose(const struct options *options, struct modules *modules)
{
	static struct config config;
	struct content content;
	int result;

	if (!options->config)
		return 0;
	if (read_file(options->config, &content) < 0)
		return -1;
	parameters_of_text(content.data, content.len, NULL, &config);
	result = choose_listed(&config, modules);
	if (result == 0 && strstr(content.data, "gpt-auto"))
		result = modules_add(modules, "efivarfs", "for root=gpt-auto in --config");
	content_free(&content);
	return result < 0 ? -1 : 0;
}

int gangwayconf_read(const struct options *options, const char *line, struct config *ret_config)
{
	struct content content = {0};

	if (options->config && read_file(options->config, &content) < 0)
		return -1;
	parameters_of_text(content.data ? content.data : "", content.len, line, ret_config);
	content_free(&content);
	return 0;
}

int gangwayconf_add(const struct options *options, const struct list *modules, const char *resume,
		    const char *root_image, struct tree *tree)
{
	struct content content;
	int result;

	if (!options->config)
		return add_text(modules, resume, root_image, options->stay ? "gangway.stay\n" : "",
				"written by mkinitrd", tree);
	if (read_file(options->config, &content) < 0)
		return -1;
	result = add_text(modules, resume, root_image, content.data, options->config, tree);
	content_free(&content);
	return result;
}
