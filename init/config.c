// SPDX-License-Identifier: GPL-2.0
#include "init/config.h"

#include <errno.h>

#include "init/say.h"
#include "init/settings.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "lib/words.h"

void config_defaults(struct config *c)
{
	c->timeout = CONFIG_TIMEOUT;
}

void config_words(struct config *c, char *text, const char *origin)
{
	char *name, *value;

	while (words_next(&text, &name, &value)) {
		if (!value && text_equal(name, "--"))
			break;
		settings_take(c, name, value, origin);
	}
}

void config_strip_comments(char *text)
{
	bool quoted = false, start = true, comment = false;

	for (; *text; text++) {
		if (*text == '\n')
			comment = quoted = false;
		else if (*text == '#' && start && !quoted)
			comment = true;
		else if (*text == '"')
			quoted = !quoted;
		start = *text == ' ' || *text == '\t' || *text == '\n';
		if (comment)
			*text = ' ';
	}
}

int config_read(struct config *c)
{
	long len;

	config_defaults(c);
	len = file_read("/etc/gangway.conf", c->file, sizeof(c->file));
	if (len >= 0) {
		config_strip_comments(c->file);
		config_words(c, c->file, "/etc/gangway.conf");
	} else if (len != -ENOENT) {
		say_error("/etc/gangway.conf: %s", error_text(len));
	}
	len = file_read("/proc/cmdline", c->line, sizeof(c->line));
	if (len < 0)
		return len;
	config_words(c, c->line, "command line");
	return 0;
}
