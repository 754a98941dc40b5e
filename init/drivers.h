/* SPDX-License-Identifier: GPL-2.0 */
/* The image's modules, as the configuration wants them. */
#ifndef INIT_DRIVERS_H
#define INIT_DRIVERS_H

struct config;
struct loader;

/*
 * Opens the modules for the running kernel, with the options and the blacklist of the
 * configuration; what is wrong is said. Without modules (-ENOENT) the loader has what is built in.
 */
int drivers_open(struct loader *l, const struct config *c);

#endif
