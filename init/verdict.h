/* SPDX-License-Identifier: GPL-2.0 */
/* The verdict on a failed step: all that is known about why, for whoever stands before the screen.
 */
#ifndef INIT_VERDICT_H
#define INIT_VERDICT_H

struct boot;

void verdict_say(struct boot *b, const char *step);

#endif
