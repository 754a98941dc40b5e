// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/kernel/kconfig.h"

#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

/* Debian and most others; Fedora and others; a kernel with merged /usr in a root without. */
static const char *const formats[] = {
	"/boot/config-%s", "/lib/modules/%s/config", "/usr/lib/modules/%s/config", ".config", NULL,
};

int kconfig_read(struct kconfig *config, const struct root *root, const char *release)
{
	*config = (struct kconfig){.path = root_find_first(root, formats, release)};
	if (!config->path) {
		report_detail("no configuration of kernel %s: its compressions are unknown",
			      release);
		return 0;
	}
	return content_read(config->path, &config->text);
}

void kconfig_free(struct kconfig *config)
{
	free(config->path);
	content_free(&config->text);
}

bool kconfig_known(const struct kconfig *config)
{
	return config->path != NULL;
}

/* Lines are OPTION=VALUE; disabled options are comments. */
static const char *value_of(const struct kconfig *config, const char *option, size_t *ret_len)
{
	size_t len = strlen(option);

	for (const char *line = config->text.data; line && *line;) {
		size_t line_len = strcspn(line, "\n");

		if (strncmp(line, option, len) == 0 && line[len] == '=') {
			*ret_len = line_len - len - 1;
			return line + len + 1;
		}
		line += line_len + (line[line_len] == '\n');
	}
	return NULL;
}

bool kconfig_has(const struct kconfig *config, const char *option)
{
	size_t len;
	const char *value = value_of(config, option, &len);

	return value && len == 1 && value[0] == 'y';
}

bool kconfig_modular(const struct kconfig *config)
{
	/* a trimmed configuration may lack the line */
	return !kconfig_known(config) ||
	       !strstr(config->text.data, "# CONFIG_MODULES is not set\n");
}

char *kconfig_string(const struct kconfig *config, const char *option)
{
	size_t len;
	const char *value = value_of(config, option, &len);

	if (!value || len < 2 || value[0] != '"' || value[len - 1] != '"')
		return NULL;
	return alloc_text("%.*s", (int)len - 2, value + 1);
}
