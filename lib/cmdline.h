/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parser for kernel parameters: `name` or `name=value`, separated by white space; "..." protects
 * blanks. Used for the command line and for /etc/gangway.conf.
 *
 * The grammar is that of next_arg() (lib/cmdline.c, 6.1). A quote may start the parameter or appear
 * anywhere in it; blanks are protected up to the next quote. The quote that starts the parameter or
 * the value, and the last one if it ends the parameter, are removed; others are kept.
 */
#ifndef LIB_CMDLINE_H
#define LIB_CMDLINE_H

/*
 * Takes the next parameter from *rest and advances it; writes NULs into the text. *ret_value is
 * NULL for a bare `name`. Returns 1 for a parameter, 0 at the end of the text.
 */
int cmdline_next(char **rest, char **ret_name, char **ret_value);

#endif
