/* SPDX-License-Identifier: GPL-2.0 */
/* Opens and loads the image's modules according to the configuration. */
#ifndef INIT_BOOT_DRIVERS_H
#define INIT_BOOT_DRIVERS_H

#include <stdbool.h>

struct boot;
struct config;
struct loader;

/*
 * Opens the modules of the running kernel, with the options and the blacklist of the configuration;
 * logs what is invalid. If there are no modules (-ENOENT), the loader uses the built-in drivers.
 */
int drivers_open(struct loader *l, const struct config *c);

/*
 * If the image has no modules for this kernel, logs the kernels whose modules it has. Returns
 * whether there are any.
 */
bool drivers_log_releases(const struct loader *l);

/* Prepares the event loop and the loader for module requests; later calls do nothing. */
int drivers_prepare(struct boot *b);

/*
 * After a shell: loads modules that failed again, and opens a module directory that could not be
 * read.
 */
void drivers_again(struct boot *b);

#endif
