/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What gangway says: to the kernel log, which reaches every console, with "gangway: " in front.
 * What is said before /dev/kmsg is there is kept and said then. All of it is also kept for
 * /run/gangway/log.
 */
#ifndef INIT_LOG_H
#define INIT_LOG_H

#include <stdbool.h>

/* The course of things; `quiet` on the command line hides it from the consoles. */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What must be seen: the verdict, and whatever was asked for and cannot be done. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Every step, module and device: said where gangway.debug is set. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_set_debug(bool on);

/*
 * Opens /dev/kmsg, lifts its rate limit, and writes what was kept. A kernel without CONFIG_PRINTK
 * has no /dev/kmsg: then messages are written to descriptor 2, if that is a `console`.
 */
void log_open(bool console);
/* Puts the rate limit back as it was; /dev/kmsg stays open until the exec. */
void log_close(void);
/* The text kept for /run/gangway/log. */
const char *log_kept(void);

#endif
