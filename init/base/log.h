/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Logs gangway's messages to the kernel log, which reaches every console, with the prefix "gangway:
 * ". Messages from before /dev/kmsg is available are kept and logged then. All messages are also
 * kept for /run/gangway/log.
 */
#ifndef INIT_BASE_LOG_H
#define INIT_BASE_LOG_H

#include <stdbool.h>

/* Progress; `quiet` on the command line hides it from the consoles. */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What the user must see: the failure report, and requests that cannot be fulfilled. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Every step, module and device; logged only if gangway.debug is set. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_set_debug(bool on);

/*
 * Opens /dev/kmsg, lifts its rate limit, and logs the messages kept so far. A kernel without
 * CONFIG_PRINTK has no /dev/kmsg: messages are then written to descriptor 2, if that is a
 * `console`.
 */
void log_open(bool console);
/* Restores the rate limit; /dev/kmsg stays open until the exec. */
void log_close(void);
/* The messages kept for /run/gangway/log. */
const char *log_kept(void);

#endif
