/* SPDX-License-Identifier: GPL-2.0 */
/* The sources of the settings: /etc/gangway.conf of the image, then the kernel command line. */
#ifndef INIT_CONFIG_SOURCES_H
#define INIT_CONFIG_SOURCES_H

struct config;

/* Sets the default values and discards all earlier settings. */
void sources_reset(struct config *c);

/*
 * Parse the parameters of /etc/gangway.conf, or of the command line, up to "--". The text is
 * modified and must remain valid. Invalid parameters are logged and ignored. In the file, a '#' at
 * the start of a parameter begins a comment, which ends with the line; so does an open quote.
 */
void sources_take_file(struct config *c, char *text);
void sources_take_line(struct config *c, char *text);

/*
 * Sets the defaults and parses /etc/gangway.conf and the command line. Returns -errno if
 * /proc/cmdline cannot be read.
 */
int sources_read(struct config *c);

#endif
