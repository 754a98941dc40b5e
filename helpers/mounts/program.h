/* SPDX-License-Identifier: GPL-2.0 */
/* Programs that a helper runs, and waits for. */
#ifndef HELPERS_MOUNTS_PROGRAM_H
#define HELPERS_MOUNTS_PROGRAM_H

/*
 * argv[0] is the path. The program has a PATH, and the default signal handling. Returns its wait status, or
 * -errno if no process can be started. If it cannot be executed, the status is not 0, and there is a cause.
 */
int program_run(const char *const argv[]);

/*
 * Loads a module with the program that does so for the kernel, which is /init; it waits until the module is
 * live. -errno if it cannot be run; a module that cannot be loaded is no error.
 */
int program_load_module(const char *module);

#endif
