/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handles a failed step: logs the failure report, then runs a shell if allowed, else exits to the
 * kernel's panic.
 */
#ifndef INIT_RESCUE_RESCUE_H
#define INIT_RESCUE_RESCUE_H

struct boot;

/* Returns when the step is to be tried again; does not return if no shell may run. */
void rescue(struct boot *b, const char *step);
/* gangway.break=: runs a shell before the step. */
void rescue_break(struct boot *b, const char *step);

#endif
