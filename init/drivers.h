/* SPDX-License-Identifier: GPL-2.0 */
/* The image's modules, as the configuration wants them. */
#ifndef INIT_DRIVERS_H
#define INIT_DRIVERS_H

struct boot;
struct config;
struct loader;

/*
 * Opens the modules for the running kernel, with the options and the blacklist of the
 * configuration; what is wrong is said. Without modules (-ENOENT) the loader has what is built in.
 */
int drivers_open(struct loader *l, const struct config *c);

/* The event loop and the loader, ready for modules to be wanted; once, however often it is called.
 */
int drivers_prepare(struct boot *b);

#endif
