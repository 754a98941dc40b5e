/* SPDX-License-Identifier: GPL-2.0 */
/* The image's modules, as the configuration wants them. */
#ifndef INIT_DRIVERS_H
#define INIT_DRIVERS_H

#include <stdbool.h>

struct boot;
struct config;
struct loader;

/*
 * Opens the modules for the running kernel, with the options and the blacklist of the
 * configuration; what is wrong is said. Without modules (-ENOENT) the loader has what is built in.
 */
int drivers_open(struct loader *l, const struct config *c);

/* Where the image has no modules for this kernel, says whose it has; whether it has any. */
bool drivers_log_releases(const struct loader *l);

/*
 * The event loop and the loader, ready for modules to be wanted; once, however often it is called.
 */
int drivers_prepare(struct boot *b);

/* After a shell: modules that failed are loaded again, and a directory that could not be read. */
void drivers_again(struct boot *b);

#endif
