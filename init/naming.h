/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which device the root is: the first of those that its name fits, or with gpt-auto the partition
 * that has its type.
 */
#ifndef INIT_NAMING_H
#define INIT_NAMING_H

#include <stdbool.h>
#include <stdint.h>

struct boot;
struct device;
struct rootspec;

/* To be called when another root's turn comes. */
void naming_begin(struct boot *b);
/* The root among the devices that have come, or NULL; `last`: no others are waited for. */
struct device *naming_find(struct boot *b, bool last);
/*
 * Whether the root that was found is still that device, and still what root= means: to be asked
 * after each wait.
 */
bool naming_holds(struct boot *b);
/* Says what is doubtful in a root that was found by its type. */
void naming_log_type(struct boot *b);
/* Says which devices that have come by now have the root's name too: best asked late. */
void naming_log_others(struct boot *b);
/* The failure `err` of a wait that began at `began`: its cause is what was found instead. */
int naming_fail(struct boot *b, int err, int64_t began);

/* Whether the name, if it is one, fits this device. */
bool naming_fits(const struct rootspec *spec, const struct device *d);

#endif
