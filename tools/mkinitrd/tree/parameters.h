/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parameters of an image: its configuration and the machine's command line, read by /init's own
 * parsers. Mistakes in the configuration are errors, since it is part of the image. Those in the
 * command line are warnings, since the image may be booted with another.
 */
#ifndef TOOLS_MKINITRD_TREE_PARAMETERS_H
#define TOOLS_MKINITRD_TREE_PARAMETERS_H

#include "init/config/config.h"
#include "tools/mkinitrd/tree/tree.h"

struct parameters {
	struct config config;
	char *line;      /* the command line; NULL: unknown */
	unsigned errors; /* mistakes in the configuration */
};

/* Reads the image's /etc/gangway.conf, then `line`, which parameters_free() frees. */
void parameters_read(struct parameters *parameters, const struct tree *tree, char *line);
void parameters_free(struct parameters *parameters);

/* The last value of a parameter that gangway keeps as a module's: "" without a value; NULL: not set. */
const char *parameters_option(const struct config *config, const char *name);

/* Reports a problem with `value`, which is in the configuration or in the command line. */
void parameters_complain(struct parameters *parameters, const char *value, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether the command line has this parameter, with or without a value. */
bool parameters_have(const struct parameters *parameters, const char *name);

/* Warns about parameters of other initrds in the command line. */
void parameters_check_foreign(const struct parameters *parameters);

/* Reads the text of a gangway.conf, then `line` (may be NULL); prints nothing. */
void parameters_of_text(const char *text, size_t len, const char *line, struct config *ret_config);

#endif
