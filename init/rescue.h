/* SPDX-License-Identifier: GPL-2.0 */
/* When a step fails: the verdict, a shell if there may be one, else the kernel's panic. */
#ifndef INIT_RESCUE_H
#define INIT_RESCUE_H

struct boot;

/* Returns when the step is to be tried again; does not return where no shell may run. */
void rescue(struct boot *b, const char *step);
/* gangway.break=: a shell before the step. */
void rescue_break(struct boot *b, const char *step);

#endif
