// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/tree/parameters.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "init/base/log.h"
#include "init/config/sources.h"
#include "lib/cmdline.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

/* State of log_error(), which /init's parsers call. */
static struct {
	bool is_error, is_silent;
	unsigned errors;
} log_state;

/* ---- messages of /init's parsers ------------------------------------------------------------- */

static void print(bool is_error, const char *format, va_list args)
{
	char *text = alloc_text_v(format, args);

	if (is_error)
		report_error("%s", text);
	else
		report_warning("%s", text);
	free(text);
}

void log_error(const char *format, ...)
{
	va_list args;

	if (log_state.is_silent)
		return;
	va_start(args, format);
	print(log_state.is_error, format, args);
	va_end(args);
	log_state.errors += log_state.is_error;
}

const char *parameters_option(const struct config *config, const char *name)
{
	for (unsigned i = config->option_count; i > 0; i--)
		if (strcmp(config->options[i - 1].name, name) == 0)
			return config->options[i - 1].value ? config->options[i - 1].value : "";
	return NULL;
}

void parameters_complain(struct parameters *p, const char *value, const char *format, ...)
{
	const char *file = p->config.file;
	bool is_error = value >= file && value < file + sizeof(p->config.file);
	va_list args;

	va_start(args, format);
	print(is_error, format, args);
	va_end(args);
	p->errors += is_error;
}

/* ---- the configuration ----------------------------------------------------------------------- */

/* Without its closing quote, a value extends to the end of the line. */
static void check_quotes(struct parameters *p, const char *text)
{
	unsigned line = 1, quotes = 0;
	bool comment = false, start = true;

	for (;; text++) {
		if ((!*text || *text == '\n') && quotes % 2)
			parameters_complain(
				p, text, "/etc/gangway.conf, line %u: missing closing quote", line);
		if (!*text)
			return;
		if (*text == '\n') {
			line++;
			quotes = 0;
			comment = false;
		}
		if (*text == '#' && start && quotes % 2 == 0)
			comment = true;
		quotes += *text == '"' && !comment;
		start = strchr(" \t\n", *text) != NULL;
	}
}

static void take_line(struct config *config, const char *line)
{
	if (!line || strlen(line) >= sizeof(config->line))
		return;
	strcpy(config->line, line);
	sources_take_line(config, config->line);
}

/* A file that is too long for /init is refused elsewhere. */
void parameters_of_text(const char *text, size_t len, const char *line, struct config *ret_config)
{
	memset(ret_config, 0, sizeof(*ret_config));
	sources_reset(ret_config);
	log_state.is_silent = true;
	if (len < sizeof(ret_config->file)) {
		memcpy(ret_config->file, text, len);
		sources_take_file(ret_config, ret_config->file);
	}
	take_line(ret_config, line);
	log_state.is_silent = false;
}

static void take_conf(struct parameters *p, const struct tree *tree)
{
	const struct tree_entry *conf = tree_find(tree, "/etc/gangway.conf");

	if (!conf || !conf->data || conf->len >= sizeof(p->config.file))
		return;
	memcpy(p->config.file, conf->data, conf->len);
	check_quotes(p, p->config.file);
	log_state.is_error = true;
	log_state.errors = 0;
	sources_take_file(&p->config, p->config.file);
	log_state.is_error = false;
	p->errors += log_state.errors;
}

void parameters_read(struct parameters *p, const struct tree *tree, char *line)
{
	memset(p, 0, sizeof(*p));
	p->line = line;
	sources_reset(&p->config);
	take_conf(p, tree);
	take_line(&p->config, p->line);
}

void parameters_free(struct parameters *p)
{
	free(p->line);
	p->line = NULL;
}

/* ---- parameters of other initrds ------------------------------------------------------------- */

static const struct foreign {
	const char *name, *instead;
} foreign[] = {
	{"cryptdevice", "LUKS volumes are configured in /etc/crypttab"},
	{"cryptkey", "key files are configured in /etc/crypttab"},
	{"cryptroot", "LUKS volumes are configured in /etc/crypttab"},
	{"cryptopts", "LUKS volumes are configured in /etc/crypttab"},
	{"rd.luks.key", "key files are configured in /etc/crypttab"},
	{"luks.name", "LUKS volumes are configured in /etc/crypttab"},
	{"luks.key", "key files are configured in /etc/crypttab"},
	{"nfsroot", "network roots are not supported"},
	{"netroot", "network roots are not supported"},
	{"boot", "live systems are not supported"},
	{"rd.live.image", "live systems are not supported"},
	{"zfs", "ZFS is not supported"},
	{"overlayroot", "use gangway.overlay="},
};

void parameters_check_foreign(const struct parameters *p)
{
	char *text = alloc_text("%s", p->line ? p->line : ""), *rest = text, *name, *value;

	while (cmdline_next(&rest, &name, &value) && strcmp(name, "--") != 0)
		for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
			if (strcmp(foreign[i].name, name) == 0)
				report_warning("command line: gangway ignores %s=: %s", name,
					       foreign[i].instead);
	free(text);
}

bool parameters_have(const struct parameters *p, const char *wanted)
{
	char *text = alloc_text("%s", p->line ? p->line : ""), *rest = text, *name, *value;
	bool have = false;

	while (!have && cmdline_next(&rest, &name, &value) && strcmp(name, "--") != 0)
		have = strcmp(name, wanted) == 0;
	free(text);
	return have;
}
