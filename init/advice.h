/* SPDX-License-Identifier: GPL-2.0 */
/* What a person may do about a root that did not appear. */
#ifndef INIT_ADVICE_H
#define INIT_ADVICE_H

#include <stdbool.h>

struct boot;

/*
 * For each root that did not appear: the device whose identifier is a typo away. Whether there is
 * one.
 */
bool advice_say_closest(struct boot *b);
/* What to do, if that is known; `drivers` are modules that the image lacks: a comma list. */
void advice_say(struct boot *b, const char *drivers);

#endif
