// SPDX-License-Identifier: GPL-2.0
#include "init/config/sources.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "init/base/log.h"
#include "init/config/config.h"
#include "init/config/settings.h"
#include "lib/cmdline.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/text.h"

void sources_reset(struct config *c)
{
	memset(c, 0, offsetof(struct config, options));
	c->timeout = CONFIG_TIMEOUT;
}

/* Returns whether parameters may follow: there was no "--". */
static bool take_text(struct config *c, char *text, enum settings_origin origin)
{
	char *name, *value;

	while (cmdline_next(&text, &name, &value)) {
		if (!value && text_equal(name, "--"))
			return false;
		settings_take(c, name, value, origin);
	}
	return true;
}

/* Truncates the line where its comment begins. */
static void cut_comment(char *line)
{
	bool quoted = false, start = true;

	for (; *line && !(*line == '#' && start && !quoted); line++) {
		start = *line == ' ' || *line == '\t';
		quoted = quoted != (*line == '"');
	}
	*line = '\0';
}

void sources_take_file(struct config *c, char *text)
{
	bool more = true;

	while (text && more) {
		char *newline = strchr(text, '\n');

		if (newline)
			*newline++ = '\0';
		cut_comment(text);
		more = take_text(c, text, SETTINGS_FILE);
		text = newline;
	}
	c->file_options = c->option_count;
}

/*
 * /proc/cmdline ends with a newline that is not part of the command line (fs/proc/cmdline.c, 6.1):
 * after an open quote it would become part of the value.
 */
void sources_take_line(struct config *c, char *text)
{
	size_t len = strlen(text);

	if (len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	(void)take_text(c, text, SETTINGS_LINE); /* parameters after "--" belong to the real init */
}

int sources_read(struct config *c)
{
	long len;

	sources_reset(c);
	len = file_read("/etc/gangway.conf", c->file, sizeof(c->file));
	if (len >= 0)
		sources_take_file(c, c->file);
	else if (len != -ENOENT)
		log_error("/etc/gangway.conf: %s", error_text(len));
	len = file_read("/proc/cmdline", c->line, sizeof(c->line));
	if (len < 0)
		return len;
	sources_take_line(c, c->line);
	return 0;
}
